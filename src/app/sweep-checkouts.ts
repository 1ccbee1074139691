import { runMadeAtMs } from '../run/id.ts'
import type { App } from './app.ts'

/** Writing the files of a big library takes minutes at most; a folder that old without a run was left by a crash. */
const makingMaxMs = 15 * 60_000

/** Removes the folders of runs that have ended, whichever process drove them. No verb: nobody asks for it. */
export async function sweepCheckouts({ checkouts, driver }: App): Promise<void> {
  for (const run of (await checkouts?.list()) ?? []) {
    const head = await driver.journal.head(run)
    const isBeingMade = head === undefined && driver.clock.now() - runMadeAtMs(run) < makingMaxMs
    if (head?.open !== true && !isBeingMade) await checkouts?.remove(run)
  }
}
