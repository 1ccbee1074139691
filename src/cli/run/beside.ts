import type { LiveRun } from '../../app/live-runs.ts'
import { targetText } from '../../plan/target.ts'
import type { RunId } from '../../run/id.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, print } from '../cli-context.ts'
import { Keyboard } from '../terminal/keyboard.ts'
import { wrap } from '../terminal/wrap.ts'

export type Beside = { readonly kind: 'join'; readonly run: RunId } | { readonly kind: 'start' | 'not' }

/** What is said where nobody can be asked; of runs that work on something else, too. */
export function besideNotes(live: readonly LiveRun[], now: number): readonly string[] {
  return live.map((one) => {
    const where = one.same ? 'on the same target' : 'on another target'
    const named = targetText(one.target)
    return `note: another run is open ${where}${named === '' ? '' : ` (${terminalLine(named)})`}: ${runWords(one, now)}`
  })
}

/** Another run of the same runbook works on the same thing: join that one, or begin another anyway? */
export async function chooseBeside(cli: Cli, live: readonly LiveRun[]): Promise<Beside> {
  const { styles, world } = cli
  const same = live.filter((one) => one.same)
  const [newest] = same
  if (!newest) return { kind: 'start' }
  const named = terminalLine(targetText(newest.target))
  const what = `${same.length === 1 ? 'An open run' : `${same.length} open runs`} of this runbook`
  const where = named === '' ? 'already there' : `already on ${named}`
  const view = { columns: columnsOf(cli) }
  print(cli, [
    ...wrap(styles.yellow(`! ${what}, ${where}:`), { ...view, rest: '  ' }),
    ...same.flatMap((one) =>
      wrap(terminalLine(runWords(one, world.now())), { ...view, first: '    ', rest: '      ' }),
    ),
    `  ${styles.bold('[j]')} join the newest  ${styles.bold('[s]')} start another anyway  ${styles.bold('[q]')} do neither`,
  ])
  const keyboard = new Keyboard(world.stdin, world.stdout)
  try {
    for (;;) {
      const key = await keyboard.key().pressed
      if (key === 'j') return { kind: 'join', run: newest.head.run }
      if (key === 's') return { kind: 'start' }
      if (['q', 'ctrl-c', 'ctrl-d', 'hang-up', 'escape'].includes(key)) return { kind: 'not' }
    }
  } finally {
    keyboard.close()
  }
}

function runWords({ head }: LiveRun, now: number): string {
  const age = formatDuration(Math.max(0, now - head.startedAt))
  return `${head.run} ${head.status}, ${head.stepsDone}/${head.stepsAll} steps, by ${head.startedBy}, begun ${age} ago`
}
