import type { Fact } from '../run/evolve.ts'
import type { RunHead } from '../run/head.ts'
import type { LedgerEvent, LedgerFact } from './ledger-event.ts'

/** What the ledger says of a commit to a run: that it was created, that an approval was denied, that it ended, that something came after its end. */
export function ledgerFactsOf(facts: readonly Fact[], head: RunHead): readonly LedgerFact[] {
  const last = facts.at(-1)
  if (!last) return []
  const { at, by } = last
  const entry = (event: LedgerEvent): LedgerFact => ({ at, by, event })
  const place = { run: head.run, seq: head.seq, hash: head.hash }
  const created = facts.flatMap(({ event }) =>
    event.type === 'run.created'
      ? [entry({ type: 'run.created', ...place, path: event.path, documentHash: event.documentHash })]
      : [],
  )
  const denied = facts.flatMap((fact) =>
    fact.event.type === 'question.answered' && fact.event.answer.choice === 'deny'
      ? [{ at, by: fact.by, event: { type: 'approval.denied', ...place } } satisfies LedgerFact]
      : [],
  )
  if (head.open) return [...created, ...denied]
  const ended = facts.some(({ event }) => event.type === 'run.ended')
  return [
    ...created,
    ...denied,
    entry(ended ? { type: 'run.ended', ...place, status: head.status } : { type: 'run.amended', ...place }),
  ]
}
