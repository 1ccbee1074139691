import type { RunHead } from '../../run/head.ts'
import type { RunId } from '../../run/id.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import type { Cli } from '../cli-context.ts'
import { print } from '../cli-context.ts'
import { Keyboard } from '../terminal/keyboard.ts'

export type Beside = { readonly kind: 'join'; readonly run: RunId } | { readonly kind: 'start' | 'not' }

/** Another run of the same runbook is open: go on with that one, or begin another anyway? */
export async function chooseBeside(cli: Cli, live: readonly RunHead[]): Promise<Beside> {
  const { styles, world } = cli
  const [newest] = live
  if (!newest) return { kind: 'start' }
  const age = (head: RunHead) => formatDuration(Math.max(0, world.now() - head.startedAt))
  print(cli, [
    styles.yellow(
      `! This runbook has ${live.length === 1 ? 'an open run' : `${live.length} open runs`} already:`,
    ),
    ...live.map(
      (head) =>
        `    ${head.run} ${head.status}, ${head.stepsDone}/${head.stepsAll} steps, by ${terminalLine(head.startedBy)}, begun ${age(head)} ago`,
    ),
    `  ${styles.bold('[j]')} join the newest  ${styles.bold('[s]')} start another anyway  ${styles.bold('[q]')} do neither`,
  ])
  const keyboard = new Keyboard(world.stdin, world.stdout)
  try {
    for (;;) {
      const key = await keyboard.key().pressed
      if (key === 'j') return { kind: 'join', run: newest.run }
      if (key === 's') return { kind: 'start' }
      if (['q', 'ctrl-c', 'ctrl-d', 'hang-up', 'escape'].includes(key)) return { kind: 'not' }
    }
  } finally {
    keyboard.close()
  }
}
