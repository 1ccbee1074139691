import type { Hasher } from '../hash/sha256.ts'
import type { Clock } from '../ports/clock.ts'
import type { Executor } from '../ports/executor.ts'
import type { Ids } from '../ports/ids.ts'
import type { Blob, Journal } from '../ports/journal.ts'
import type { Actor } from '../run/event/envelope.ts'
import { decide } from '../run/decide.ts'
import type { Fact } from '../run/evolve.ts'
import type { RunId } from '../run/id.ts'
import type { Circumstances, RunInput } from '../run/input.ts'
import { commitFacts } from './commit.ts'
import { loadRun } from './load.ts'

export type Submitted =
  | { readonly kind: 'taken'; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'refused'
      readonly why: string
      /** It was not looked at: whoever was asked drives the run no longer. Others may take it. */
      readonly by?: 'nobody'
    }

/** Give up after this many lost races: each means another writer went on, so the run itself makes progress. */
const triesMax = 20

/**
 * Takes an input into a run that another process may be driving: read, decide, append if nothing came between.
 * It starts nothing; whoever holds the lease sees the new facts and does what follows.
 */
export async function submitTo(
  deps: {
    readonly journal: Journal
    readonly ids: Ids
    readonly hash?: Hasher
    readonly clock: Clock
    readonly circumstances: Omit<Circumstances, 'now' | 'place'>
    readonly executor: Pick<Executor, 'placeFor'>
    /** Private values that the input brings along: stored with it, or not at all. */
    readonly blobs?: readonly Blob[]
  },
  run: RunId,
  input: RunInput,
  by: Actor,
): Promise<Submitted> {
  for (let tries = 0; tries < triesMax; tries++) {
    const loaded = await loadRun(deps.journal, run, deps.hash)
    if (loaded.kind === 'absent') return { kind: 'refused', why: `there is no run ${run}` }
    if (loaded.kind === 'unusable') return { kind: 'refused', why: loaded.why }
    const { state, apply } = loaded.fold
    const now = deps.clock.since(loaded.facts.at(-1)?.at ?? 0).now()
    const expectedSeq = state.seq
    const place = await deps.executor.placeFor(run, state.plan.runbook.path)
    const decision = decide(state, input, { ...deps.circumstances, now, place })
    if (decision.refused !== undefined) return { kind: 'refused', why: decision.refused }
    const facts = decision.events.map((event, index): Fact => ({
      seq: expectedSeq + 1 + index,
      at: now,
      by,
      event,
    }))
    if (facts.length === 0) return { kind: 'taken', facts }
    for (const fact of facts) apply(fact)
    const { result } = await commitFacts(deps, {
      state,
      facts,
      previous: loaded.last,
      expectedSeq,
      blobs: deps.blobs ?? [],
    })
    if (result === 'appended') return { kind: 'taken', facts }
  }
  return { kind: 'refused', why: 'the run is changing too fast: try again' }
}
