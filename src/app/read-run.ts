import type { LoadedRun } from '../driver/load.ts'
import { loadRun } from '../driver/load.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'

/** Reads a run with all its facts, for a verb that has asked whether it may. */
export async function readRun({ driver }: App, run: RunId): Promise<LoadedRun | Trouble> {
  const loaded = await loadRun(driver.journal, run, driver.hash)
  if (loaded.kind === 'run') return loaded
  return loaded.kind === 'absent' ? noRun(run) : trouble(loaded.why, loaded.remedy)
}
