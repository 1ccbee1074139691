import type { LoadedRun } from '../driver/load.ts'
import type { Fact } from '../run/evolve.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun } from './app.ts'
import { authorise } from './authorise.ts'
import { readRun } from './read-run.ts'
import { sieve } from './visible.ts'

/** Whether somebody may follow a run as it goes. */
export async function followRun(app: App, run: RunId): Promise<{ readonly kind: 'follow' } | Trouble> {
  return (await authorise(app, 'show-run', run)) ?? { kind: 'follow' }
}

/** What a run says next, and how it stands. */
export type RunNews = { readonly kind: 'news'; readonly run: LoadedRun; readonly facts: readonly Fact[] }

/** How soon what another process writes is noticed. */
const lookEveryMs = 500

/**
 * The facts of a run after one that is known, as soon as there are any: at once when there are or the run has ended,
 * else after `waitMs` or when nobody waits any more, and then perhaps none.
 */
export async function awaitFacts(
  app: App,
  run: RunId,
  { after, waitMs, ends }: { readonly after: number; readonly waitMs: number; readonly ends: AbortSignal },
): Promise<RunNews | Trouble> {
  const no = await authorise(app, 'show-run', run)
  if (no) return no
  const { clock, journal } = app.driver
  for (const until = clock.now() + waitMs; ;) {
    const head = await journal.head(run)
    if (!head || head.seq > after || !head.open || ends.aborted || clock.now() >= until) break
    await moment(app, run, ends)
  }
  // Rights may have ended while it waited.
  if (!(await stillFollows(app, run))) return noRun(run)
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  return { kind: 'news', run: loaded, facts: loaded.facts.filter(({ seq }) => seq > after) }
}

/** Until the run may have gone on. */
function moment({ driver: { clock }, runs }: App, run: RunId, ends: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = (): void => resolve()
  const stopClock = clock.at(clock.now() + lookEveryMs, wake)
  const stopRuns = runs?.listen((other) => {
    if (other === run) wake()
  })
  ends.addEventListener('abort', wake, { once: true })
  return promise.finally(() => {
    stopClock()
    stopRuns?.()
    ends.removeEventListener('abort', wake)
  })
}

/** Whether somebody who follows a run still may. It is asked again and again, and so refuses and notes nothing. */
export async function stillFollows(app: App, run: RunId): Promise<boolean> {
  const head = await app.driver.journal.head(run)
  return head !== undefined && (await sieve(app, 'show-run')(head.path))
}
