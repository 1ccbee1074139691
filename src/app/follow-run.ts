import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { sieve } from './visible.ts'

/** Whether somebody may follow a run as it goes. */
export async function followRun(app: App, run: RunId): Promise<{ readonly kind: 'follow' } | Trouble> {
  return (await authorise(app, 'show-run', run)) ?? { kind: 'follow' }
}

/** Whether somebody who follows a run still may. It is asked again and again, and so refuses and notes nothing. */
export async function stillFollows(app: App, run: RunId): Promise<boolean> {
  const head = await app.driver.journal.head(run)
  return head !== undefined && (await sieve(app, 'show-run')(head.path))
}
