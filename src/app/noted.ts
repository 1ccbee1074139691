import type { LedgerEvent } from '../ledger/ledger-event.ts'
import type { App } from './app.ts'

/**
 * Where there are accounts, the ledger says what everybody took from the record or changed outside of a run. What is
 * done in a run is in the run's own journal, which the ledger holds by its beginning and its end.
 */
export async function noted(app: App, event: LedgerEvent): Promise<void> {
  if (app.access.kind === 'owner') return
  await app.ledger.note({ at: app.driver.clock.now(), by: app.actor, event })
}
