import type { App } from '../../app/app.ts'
import { resumeRun } from '../../app/start-run.ts'
import type { RunId } from '../../run/id.ts'
import type { Cli } from '../cli-context.ts'
import { print } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

/** Carries a requested cancel through where nobody drives the run; whoever drives it does so otherwise. */
export async function finishCancel(cli: Cli, app: App, run: RunId): Promise<ExitCode> {
  const driving = await resumeRun(app, run)
  if (isTrouble(driving) || driving.kind === 'busy') {
    print(cli, `${run} is being cancelled by the process that drives it`)
    return exitCodes.fine
  }
  const stopped = await driving.driver.stopped
  if (stopped.kind === 'broken') throw stopped.error
  print(cli, `${run} is cancelled`)
  return exitCodes.fine
}
