import type { Sha256 } from '../hash/sha256.ts'
import { parseSha256 } from '../hash/sha256.ts'
import type { Plan } from '../plan/plan.ts'
import type { Journal, JournalEntry } from '../ports/journal.ts'
import { chainNext, chainStart } from '../run/event/chain.ts'
import type { Envelope } from '../run/event/envelope.ts'
import { digestsIn, open, openValue, readEnvelope } from '../run/event/stored.ts'
import type { Fact } from '../run/evolve.ts'
import type { Fold } from '../run/fold.ts'
import { beginFold } from '../run/fold.ts'
import type { RunId } from '../run/id.ts'

/** A run read back from its journal, ready to go on. */
export type LoadedRun = {
  readonly kind: 'run'
  readonly fold: Fold
  readonly facts: readonly Fact[]
  readonly envelopes: readonly Envelope[]
  /** Hash of the last entry. */
  readonly last: Sha256
}

export type LoadResult =
  | LoadedRun
  | { readonly kind: 'absent' }
  /** The journal cannot be believed (or understood) as it is; nothing of it is driven. */
  | { readonly kind: 'unusable'; readonly why: string; readonly remedy: string }

/** Reads a run: checks the chain over the stored bytes, fetches private values, folds. */
export async function loadRun(journal: Journal, run: RunId): Promise<LoadResult> {
  const entries = await journal.read(run, 0)
  if (entries.length === 0) return { kind: 'absent' }
  const broken = brokenLink(run, entries)
  if (broken !== undefined) return unusable(broken)
  const plan = await planOf(journal, entries)
  if (typeof plan === 'string') return unusable(plan)
  const blobs = await fetchBlobs(journal, entries)
  const facts: Fact[] = []
  const envelopes: Envelope[] = []
  const fold = beginFold(run, plan)
  for (const { bytes } of entries) {
    const opened = open(bytes, (digest) => blobs.get(digest))
    if (opened.kind === 'damaged') return unusable(opened.why)
    if (opened.kind === 'unknown')
      return unusable(
        `entry ${opened.envelope.seq} is a ${opened.envelope.type}, which this release does not know`,
      )
    fold.apply(opened.fact)
    facts.push(opened.fact)
    envelopes.push(opened.envelope)
  }
  return { kind: 'run', fold, facts, envelopes, last: entries.at(-1)?.hash ?? chainStart(run) }
}

const unusable = (why: string): LoadResult => ({
  kind: 'unusable',
  why,
  remedy: 'see `kneeboard audit verify`; a run written by a newer release needs that release',
})

/** Says which entry does not follow from the one before; undefined when all do. */
export function brokenLink(run: RunId, entries: readonly JournalEntry[]): string | undefined {
  let previous = chainStart(run)
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index + 1) return `entry ${index + 1} is missing`
    previous = chainNext(previous, entry.bytes)
    if (previous !== entry.hash) return `entry ${entry.seq} is not what was written: its hash does not follow`
  }
  return undefined
}

/** The plan a run was created with; a text says why it cannot be had. */
export async function planOf(journal: Journal, entries: readonly JournalEntry[]): Promise<Plan | string> {
  const first = entries[0] && readEnvelope(entries[0].bytes)
  if (first?.kind !== 'envelope' || first.envelope.type !== 'run.created')
    return 'it does not begin with run.created'
  const named = first.envelope.data['plan']
  const digest = typeof named === 'string' ? parseSha256(named) : undefined
  const bytes = digest && (await journal.blob(digest))
  if (!digest || !bytes) return 'its plan has been erased'
  // What lies under the digest is what this program put there.
  const plan = openValue(digest, bytes) as Plan | undefined
  return plan ?? 'its plan is not what was stored'
}

async function fetchBlobs(
  journal: Journal,
  entries: readonly JournalEntry[],
): Promise<ReadonlyMap<Sha256, Uint8Array>> {
  const digests = new Set(entries.flatMap(({ bytes }) => [...digestsIn(bytes)]))
  const found = new Map<Sha256, Uint8Array>()
  for (const digest of digests) {
    const bytes = await journal.blob(digest)
    if (bytes) found.set(digest, bytes)
  }
  return found
}
