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
  const sealed = commit.facts.map((fact) => seal(fact, () => deps.ids.random(16), deps.hash))
  const bytes = encodeAll(sealed.map(({ text }) => text))
  const entries: JournalEntry[] = []
  const blobs: Blob[] = [...commit.blobs]
  let last = commit.previous
  for (const [index, { text, blobs: more }] of sealed.entries()) {
    last = chainNext(last, text, deps.hash)
    entries.push({ seq: commit.expectedSeq + 1 + index, bytes: bytes[index] ?? none, hash: last })
    blobs.push(...more)
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

/** Each text's UTF-8, as parts of one piece of memory: one for every fact would cost more than what is written into it. */
function encodeAll(texts: readonly string[]): readonly Uint8Array[] {
  // A UTF-16 unit is at most three bytes.
  const all = new Uint8Array(texts.reduce((sum, { length }) => sum + 3 * length, 0))
  let at = 0
  return texts.map((text) => {
    const { written } = encoder.encodeInto(text, all.subarray(at))
    return all.subarray(at, (at += written))
  })
}

// Keeps nothing between calls.
const encoder = new TextEncoder()
const none = new Uint8Array()
