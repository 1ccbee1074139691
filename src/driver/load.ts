import type { Hasher, Sha256 } from '../hash/sha256.ts'
import { hash, parseSha256 } from '../hash/sha256.ts'
import type { Plan } from '../plan/plan.ts'
import type { Journal, JournalEntry } from '../ports/journal.ts'
import { chainNext, chainStart } from '../run/event/chain.ts'
import type { Envelope } from '../run/event/envelope.ts'
import { digestsOf, openEnvelope, openValue, readEnvelope } from '../run/event/stored.ts'
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

/** Up to where a run is read; what comes after its first fact can be read on from there. */
export type LoadedUpTo = 'first' | 'last'

/** Reads a run: checks the chain over the stored bytes, fetches private values, folds. */
export async function loadRun(
  journal: Journal,
  run: RunId,
  using: Hasher = hash,
  upTo: LoadedUpTo = 'last',
): Promise<LoadResult> {
  const all = await journal.read(run, 0)
  const entries = upTo === 'first' ? all.slice(0, 1) : all
  if (entries.length === 0) return { kind: 'absent' }
  const broken = brokenLink(run, entries, using)
  if (broken !== undefined) return unusable(broken)
  const plan = await planOf(journal, entries, using)
  if (typeof plan === 'string') return unusable(plan)
  const opened = await openEntries(journal, entries, using)
  if (typeof opened === 'string') return unusable(opened)
  if (opened.some(({ fact: { event } }) => event.type === 'plan.replaced' && 'erased' in event.plan))
    return unusable('the corrected plan it went on with has been erased')
  const fold = beginFold(run, plan)
  for (const { fact } of opened) fold.apply(fact)
  return {
    kind: 'run',
    fold,
    facts: opened.map(({ fact }) => fact),
    envelopes: opened.map(({ envelope }) => envelope),
    last: entries.at(-1)?.hash ?? chainStart(run),
  }
}

type OpenedEntry = { readonly fact: Fact; readonly envelope: Envelope; readonly hash: Sha256 }

/** Entries as facts, with their private values; a text says why they cannot be read. */
async function openEntries(
  journal: Journal,
  entries: readonly JournalEntry[],
  using: Hasher,
): Promise<readonly OpenedEntry[] | string> {
  const envelopes: { readonly envelope: Envelope; readonly hash: Sha256 }[] = []
  for (const { bytes, hash } of entries) {
    const read = readEnvelope(bytes)
    if (read.kind === 'damaged') return read.why
    envelopes.push({ envelope: read.envelope, hash })
  }
  const blobs = await fetchBlobs(
    journal,
    envelopes.map(({ envelope }) => envelope),
  )
  const list: OpenedEntry[] = []
  for (const { envelope, hash } of envelopes) {
    const opened = openEnvelope(envelope, (digest) => blobs.get(digest), using)
    if (opened.kind === 'damaged') return opened.why
    if (opened.kind === 'unknown')
      return `entry ${opened.envelope.seq} is a ${opened.envelope.type}, which this release does not know`
    list.push({ fact: opened.fact, envelope: opened.envelope, hash })
  }
  return list
}

export type Tail =
  | { readonly kind: 'tail'; readonly entries: readonly OpenedEntry[] }
  | Extract<LoadResult, { kind: 'unusable' }>

/** What was written after an entry that is known already: its chain goes on from there. */
export async function readTail(
  journal: Journal,
  run: RunId,
  after: { readonly seq: number; readonly hash: Sha256 },
  using: Hasher = hash,
): Promise<Tail> {
  const entries = await journal.read(run, after.seq)
  const broken = brokenAfter(after, entries, using)
  if (broken !== undefined) return unusable(broken)
  const opened = await openEntries(journal, entries, using)
  return typeof opened === 'string' ? unusable(opened) : { kind: 'tail', entries: opened }
}

const unusable = (why: string): Extract<LoadResult, { kind: 'unusable' }> => ({
  kind: 'unusable',
  why,
  remedy: 'see `kneeboard audit verify`; a run written by a newer release needs that release',
})

/** Says which entry does not follow from the one before; undefined when all do. */
export const brokenLink = (
  run: RunId,
  entries: readonly JournalEntry[],
  using: Hasher = hash,
): string | undefined => brokenAfter({ seq: 0, hash: chainStart(run) }, entries, using)

function brokenAfter(
  after: { readonly seq: number; readonly hash: Sha256 },
  entries: readonly JournalEntry[],
  using: Hasher,
): string | undefined {
  let previous = after.hash
  for (const [index, entry] of entries.entries()) {
    const seq = after.seq + index + 1
    if (entry.seq !== seq) return `entry ${seq} is missing`
    previous = chainNext(previous, entry.bytes, using)
    if (previous !== entry.hash) return `entry ${entry.seq} is not what was written: its hash does not follow`
  }
  return undefined
}

/** The plan a run was created with; a text says why it cannot be had. */
export async function planOf(
  journal: Journal,
  entries: readonly JournalEntry[],
  using: Hasher = hash,
): Promise<Plan | string> {
  const first = entries[0] && readEnvelope(entries[0].bytes)
  if (first?.kind !== 'envelope' || first.envelope.type !== 'run.created')
    return 'it does not begin with run.created'
  const named = first.envelope.data['plan']
  const digest = typeof named === 'string' ? parseSha256(named) : undefined
  const bytes = digest && (await journal.blob(digest))
  if (!digest || !bytes) return 'its plan has been erased'
  // What lies under the digest is what this program put there.
  const plan = openValue(digest, bytes, using) as Plan | undefined
  return plan ?? 'its plan is not what was stored'
}

const blobsAtOnce = 500

async function fetchBlobs(
  journal: Journal,
  envelopes: readonly Envelope[],
): Promise<ReadonlyMap<Sha256, Uint8Array>> {
  const digests = [...new Set(envelopes.flatMap((envelope) => [...digestsOf(envelope)]))]
  const found = new Map<Sha256, Uint8Array>()
  // Asked for together, because each question alone waits for an answer.
  for (let from = 0; from < digests.length; from += blobsAtOnce) {
    const some = digests.slice(from, from + blobsAtOnce)
    const read = await Promise.all(some.map((digest) => journal.blob(digest)))
    for (const [index, bytes] of read.entries()) {
      const digest = some[index]
      if (bytes && digest) found.set(digest, bytes)
    }
  }
  return found
}
