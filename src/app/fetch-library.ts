import type { PublicationDecision } from '../library/publication.ts'
import { decidePublication } from '../library/publication.ts'
import type { Fetched, LibrarySource, SourceState } from '../ports/library-source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

export type FetchedLibrary = {
  readonly kind: 'library'
  /** Whether another commit is published than before. */
  readonly moved: boolean
  readonly state: SourceState
}

/**
 * Brings what is new in the repository of a library, and publishes it when it may be. What may not stays where it is,
 * and the ledger says so; what was published before goes on being it.
 */
export async function fetchLibrary(app: App): Promise<FetchedLibrary | Trouble> {
  const no = await authorise(app, 'fetch-library')
  if (no) return no
  const { source } = app
  if (!source) return trouble('this library lies in a folder: there is nothing to fetch', 'nothing to do')
  const fetched = await source.fetch(app.driver.clock.now())
  if (fetched.kind === 'failed') return trouble(fetched.why, fetched.remedy)
  const decision = decidePublication(fetched.found, fetched.policy)
  await carryOut(app, source, fetched, decision)
  return { kind: 'library', moved: decision.kind === 'publish', state: await source.state() }
}

/** The app for what happens by itself: a look at the repository that nobody asked for. */
export const asKeeper = (app: App): App => ({
  ...app,
  actor: { kind: 'system', id: 'kneeboard', via: 'engine' },
  access: { kind: 'owner' },
})

/** The ledger has it before it holds: what is published without an entry there was never published by us. */
async function carryOut(
  app: App,
  source: LibrarySource,
  { ref, found }: Extract<Fetched, { kind: 'fetched' }>,
  decision: PublicationDecision,
): Promise<void> {
  const at = app.driver.clock.now()
  const { address, refused: before } = await source.state()
  const where = { library: address, ref }
  switch (decision.kind) {
    case 'as-it-is':
      return before && source.refuse(undefined)
    case 'publish': {
      const previous = found.published === undefined ? {} : { previous: found.published }
      await app.ledger.note({
        at,
        by: app.actor,
        event: { type: 'library.published', ...where, commit: found.tip, ...previous },
      })
      await source.publish(ref, found.tip)
      return before && source.refuse(undefined)
    }
    case 'refuse': {
      const { kind: _, ...refusal } = decision
      // Looked at every minute, it is refused once.
      if (before?.commit === refusal.commit && before.rule === refusal.rule) return undefined
      const { rule, commit, why } = refusal
      await app.ledger.note({
        at,
        by: app.actor,
        event: { type: 'library.refused', ...where, commit, rule, why },
      })
      return source.refuse({ ...refusal, sinceMs: at })
    }
  }
}
