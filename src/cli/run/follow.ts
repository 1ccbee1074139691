import type { App } from '../../app/app.ts'
import { showRun } from '../../app/show-run.ts'
import { joinRun, resumeRun } from '../../app/start-run.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import type { JoinedRun } from '../../driver/join.ts'
import type { RunId } from '../../run/id.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, complain, print } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import { attendRun } from './attend.ts'
import { conductRun } from './conduct.ts'
import { joinedLines } from './joined.ts'
import { openingLines, runWords } from './opening.ts'
import { streamRun } from './stream.ts'
import { takenUpLines } from './taken-up.ts'

export type FollowOptions = {
  readonly json?: true
  /** `new`: it begins here; `old`: it is taken up again, and only what comes is told. */
  readonly run: 'new' | 'old'
}

/**
 * Drives a run in the way that fits where its output goes, until it ends, waits or is left. Where another process
 * drives it, it is joined: followed as it goes, and answered in.
 */
export async function followRun(
  cli: Cli,
  app: App,
  run: RunId,
  { json, run: age }: FollowOptions,
): Promise<ExitCode> {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  // Read before it is driven: between taking it over and listening to it nothing may come.
  const loaded = await showRun(app, run)
  if (isTrouble(loaded)) return complain(cli, loaded, app)
  const { state } = loaded.fold
  const opening = openingLines(state.plan, runWords(state), view)
  const takenUp = age === 'old' ? await takenUpLines(app, state, loaded.facts, view) : []
  const resumed = await resumeRun(app, run)
  if (isTrouble(resumed)) return complain(cli, resumed, app)
  if (resumed.kind === 'driving') {
    if (json) return streamRun(cli, app, resumed.driver, age === 'new' ? 0 : state.seq)
    print(cli, [...opening, ...takenUp])
    return lead(cli, app, resumed.driver, undefined)
  }
  const joining = await joinRun(app, run)
  if (isTrouble(joining)) return complain(cli, joining, app)
  const { joined } = joining
  if (json) return streamRun(cli, app, joined, joined.told)
  print(cli, [...opening, ...takenUp, ...joinedLines(resumed.holder, view)])
  return lead(cli, app, joined, joined)
}

const lead = (cli: Cli, app: App, driver: DrivenRun, joined: JoinedRun | undefined): Promise<ExitCode> =>
  cli.interactive ? conductRun(cli, app, driver, joined) : attendRun(cli, app, driver)
