import type { App } from '../../app/app.ts'
import type { Stopped } from '../../driver/drive.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import { statusOf } from '../../run/headline.ts'
import type { Cli } from '../cli-context.ts'
import { say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodeOf, exitCodes } from '../exit-code.ts'
import { interruptions, waitingLines, runsOf, waitsForPerson } from './attend.ts'
import { withinMs } from './within-ms.ts'

/**
 * Lets a run go and prints its journal: one envelope a line, the very bytes that are stored, after number
 * `afterSeq`; nothing else on standard output. A run that waits for a person is left.
 */
export async function streamRun(cli: Cli, app: App, driver: DrivenRun, afterSeq: number): Promise<ExitCode> {
  let printed = afterSeq
  let stopped: Stopped | undefined
  let wake: () => void = () => undefined
  const unwatch = driver.watch(() => wake())
  void driver.stopped.then((how) => {
    stopped = how
    wake()
  })
  const wishes = interruptions(cli, app, driver)
  const flush = async () => {
    for (const { seq, bytes } of await app.driver.journal.read(driver.state.run, printed)) {
      cli.world.stdout.write(`${new TextDecoder().decode(bytes)}\n`)
      printed = seq
    }
  }
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      await flush()
      if (stopped) break
      if (wishes.leave || waitsForPerson(runsOf(driver))) {
        await driver.release()
        await flush()
        say(cli, waitingLines(driver.state))
        return exitCodes.person
      }
      // What happens in a run inside this one is not in this stream, but may leave both waiting.
      await withinMs(driver.state.children.size > 0 ? 250 : undefined, [changed, wishes.heard()])
    }
  } finally {
    wishes.stop()
    unwatch()
  }
  if (stopped.kind === 'broken') throw stopped.error
  return stopped.kind === 'ended' ? exitCodeOf(statusOf(driver.state)) : exitCodes.person
}
