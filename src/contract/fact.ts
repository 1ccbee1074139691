import type { Fact } from '../run/evolve.ts'

/**
 * A fact as it goes over the wire. What variables held stays on the server: a page shows their names, never their
 * values, and folds the same states without them.
 */
export function shownFact(fact: Fact): Fact {
  const { event } = fact
  if (event.type !== 'attempt.finished' || !event.session || !('private' in event.session)) return fact
  const { cwd, set, unset, secrets } = event.session.private
  const names = Object.fromEntries(Object.keys(set).map((name) => [name, '']))
  const shown = { cwd, set: names, unset, ...(secrets ? { secrets } : {}) }
  return { ...fact, event: { ...event, session: { private: shown } } }
}
