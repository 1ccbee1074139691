import { untilNextFetchMs } from '../library/fetch-pace.ts'
import type { App } from './app.ts'
import { fetchLibrary } from './fetch-library.ts'
import { sweepCheckouts } from './sweep-checkouts.ts'

/** A library that is kept up to date as long as the server runs. */
export type FollowedLibrary = {
  /** Fetches soon: somebody says that something has changed. Calls at once are one. */
  readonly look: () => void
  readonly close: () => void
}

/** How soon after the last change a look is taken: a save or a push is many changes at once. */
const settleMs = 300

/**
 * Fetches the library at its interval and when it is told to, later after failures; keeps the index up to date, and
 * takes away the folders of runs that ended. What goes wrong is kept by the source, and shown with the library.
 */
export function followLibrary(app: App, today: () => string): FollowedLibrary {
  const { clock } = app.driver
  const { source } = app
  let failures = 0
  let isClosed = false
  let stopNext = (): void => undefined
  let stopSoon = (): void => undefined
  const soon = (what: () => Promise<unknown>): void => {
    stopSoon()
    stopSoon = clock.at(clock.now() + settleMs, () => void what().catch(() => undefined))
  }
  const later = (): void => {
    stopNext()
    const [random = 0] = app.driver.ids.random(1)
    if (isClosed || !source) return
    stopNext = clock.at(
      clock.now() + untilNextFetchMs(source.everyMs, failures, random / 255),
      () => void fetch(),
    )
  }
  const fetch = async (): Promise<void> => {
    const fetched = await fetchLibrary(app)
    failures = fetched.kind === 'trouble' ? failures + 1 : 0
    later()
    await sweepCheckouts(app)
  }
  const stopWatching = app.library.watch?.(() => soon(async () => app.index?.refresh(today())))
  const stopRuns = app.checkouts && app.runs?.listen(() => soon(() => sweepCheckouts(app)))
  later()
  return {
    look: () => source && soon(fetch),
    close: () => {
      isClosed = true
      stopNext()
      stopSoon()
      stopWatching?.()
      stopRuns?.()
    },
  }
}
