import type { Hasher, Sha256 } from '../hash/sha256.ts'
import type { AppendResult, Blob, Journal, JournalEntry } from '../ports/journal.ts'
import type { Ids } from '../ports/ids.ts'
import { chainNext } from '../run/event/chain.ts'
import { seal } from '../run/event/stored.ts'
import { ledgerFactsOf } from '../ledger/of-commit.ts'
import type { Fact } from '../run/evolve.ts'
import { headOf } from '../run/headline.ts'
import type { ReadonlyRunState } from '../run/state.ts'

export type Commit = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  /** Hash of the entry before the first of these. */
  readonly previous: Sha256
  readonly expectedSeq: number
  readonly blobs: readonly Blob[]
  readonly epoch?: number
}

/** Writes facts with the head they lead to, as one transaction. Gives the new last hash. */
export async function commitFacts(
  deps: { readonly journal: Journal; readonly ids: Ids; readonly hash?: Hasher },
  commit: Commit,
): Promise<{ readonly result: AppendResult; readonly last: Sha256 }> {
  const entries: JournalEntry[] = []
  const blobs: Blob[] = [...commit.blobs]
  let last = commit.previous
  for (const fact of commit.facts) {
    const sealed = seal(fact, () => deps.ids.random(16), deps.hash)
    last = chainNext(last, sealed.text, deps.hash)
    entries.push({ seq: fact.seq, bytes: sealed.bytes, hash: last })
    blobs.push(...sealed.blobs)
  }
  const head = headOf(commit.state, last)
  const result = await deps.journal.append({
    run: commit.state.run,
    expectedSeq: commit.expectedSeq,
    entries,
    head,
    blobs,
    ledger: ledgerFactsOf(commit.facts, head),
    ...(commit.epoch === undefined ? {} : { epoch: commit.epoch }),
  })
  return { result, last }
}
