import { untilNextFetchMs } from '../library/fetch-pace.ts'
import type { LibrarySource } from '../ports/library-source.ts'
import type { App } from './app.ts'
import { fetchLibrary } from './fetch-library.ts'
import { sweepCheckouts } from './sweep-checkouts.ts'

/** A library that is kept up to date as long as the server runs. */
export type FollowedLibrary = {
  /** Fetches soon: somebody says that something has changed. Calls at once are one. */
  readonly look: () => void
  readonly close: () => Promise<void>
}

/** How soon after the last change a look is taken: a save or a push is many changes at once. */
const settleMs = 300

/**
 * Fetches the library at its interval and when it is told to, later after failures; keeps the index up to date, and
 * takes away the folders of runs that ended. What goes wrong is kept by the source, and shown with the library.
 */
export function followLibrary(app: App, today: () => string): FollowedLibrary {
  const { source } = app
  const fetching = source && keepFetching(app, source)
  const index = soon(app, async () => app.index?.refresh(today()))
  const sweep = soon(app, () => sweepCheckouts(app))
  const stopWatching = app.library.watch?.(index.ask)
  const stopRuns = app.checkouts && app.runs?.listen(sweep.ask)
  return {
    look: () => fetching?.look(),
    close: async () => {
      stopWatching?.()
      stopRuns?.()
      await Promise.all([fetching?.close(), index.close(), sweep.close()])
    },
  }
}

type Soon = { readonly ask: () => void; readonly close: () => Promise<void> }

/** Does something a moment after it is asked for, once for all who ask meanwhile. It fails quietly: it is asked again. */
function soon({ driver: { clock } }: App, what: () => Promise<unknown>): Soon {
  let stop: (() => void) | undefined
  let doing: Promise<unknown> = Promise.resolve()
  const act = (): void => {
    stop = undefined
    doing = doing.then(what).catch(() => undefined)
  }
  return {
    ask: () => {
      stop ??= clock.at(clock.now() + settleMs, act)
    },
    close: async () => {
      stop?.()
      stop = () => undefined
      await doing
    },
  }
}

/** Fetches at once, and then at the interval of the source, later after failures. */
function keepFetching(
  app: App,
  source: LibrarySource,
): { readonly look: () => void; readonly close: () => Promise<void> } {
  const { clock, ids } = app.driver
  let failures = 0
  let isClosed = false
  let stopNext = (): void => undefined
  const now = soon(app, async () => {
    try {
      const fetched = await fetchLibrary(app)
      failures = fetched.kind === 'trouble' ? failures + 1 : 0
    } catch {
      // A disk that is full, for one: tried again, as a repository that cannot be reached.
      failures++
    }
    later()
    await sweepCheckouts(app)
  })
  const later = (): void => {
    stopNext()
    const [random = 0] = ids.random(1)
    if (!isClosed)
      stopNext = clock.at(clock.now() + untilNextFetchMs(source.everyMs, failures, random / 255), now.ask)
  }
  now.ask()
  return {
    look: now.ask,
    close: () => {
      isClosed = true
      stopNext()
      return now.close()
    },
  }
}
