import type { Sha256 } from '../hash/sha256.ts'
import type { RunId } from '../run/id.ts'
import { parseRunId } from '../run/id.ts'
import type { LedgerEntry, LedgerTip } from './ledger-entry.ts'
import { ledgerDigest, ledgerNext, ledgerStart, openLedger } from './ledger-entry.ts'
import type { LedgerEvent } from './ledger-event.ts'

/** A ledger as it was found: what it says of each run, and where its chain does not hold. */
export type CheckedLedger = {
  readonly tip: LedgerTip
  /** Hashes of all entries, the first at 0. */
  readonly hashes: readonly Sha256[]
  readonly runs: ReadonlyMap<RunId, LedgerWord>
  readonly problems: readonly string[]
}

/** What a ledger says of one run, over all its entries. */
export type LedgerWord = {
  /** Hashes of the run's entries that the ledger names, by their number. */
  readonly hashes: ReadonlyMap<number, string>
  /** The number of its last entry, since it has ended; undefined while it is open. */
  readonly endedAt?: number
  readonly deleted: boolean
  readonly erased: ReadonlySet<string>
  /** What each log that something was erased from came to, by its effect. */
  readonly logs: ReadonlyMap<string, string>
}

/** Checks that every entry follows from the one before, and gathers what is said of each run. */
export function checkLedger(entries: Iterable<LedgerEntry>): CheckedLedger {
  const runs = new Map<RunId, LedgerWord>()
  const problems: string[] = []
  const hashes: Sha256[] = []
  let tip = ledgerStart
  for (const { seq, bytes, hash } of entries) {
    const follows = ledgerNext(tip.hash, ledgerDigest(bytes))
    if (seq !== tip.seq + 1) problems.push(`ledger entry ${tip.seq + 1} is missing`)
    else if (hash !== follows)
      problems.push(`ledger entry ${seq} is not what was written: its hash does not follow`)
    tip = { seq, hash }
    hashes.push(hash)
    const opened = openLedger(bytes)
    if (opened.kind === 'damaged') problems.push(opened.why)
    if (opened.kind !== 'fact') continue
    if (opened.seq !== seq) problems.push(`ledger entry ${seq} calls itself ${opened.seq}`)
    hear(runs, opened.fact.event)
  }
  if (tip.seq === 0) problems.push('the ledger is empty: it has lost even its beginning')
  return { tip, hashes, runs, problems }
}

const silent: LedgerWord = { hashes: new Map(), deleted: false, erased: new Set(), logs: new Map() }

/** Takes an entry into what is said of its run. */
function hear(runs: Map<RunId, LedgerWord>, event: LedgerEvent): void {
  const run = 'run' in event ? parseRunId(event.run) : undefined
  if (!run) return
  const word = runs.get(run) ?? silent
  switch (event.type) {
    case 'run.adopted':
    case 'run.created':
    case 'approval.denied':
      runs.set(run, { ...word, hashes: new Map([...word.hashes, [event.seq, event.hash]]) })
      return
    case 'run.ended':
    case 'run.amended':
      runs.set(run, {
        ...word,
        hashes: new Map([...word.hashes, [event.seq, event.hash]]),
        endedAt: event.seq,
      })
      return
    case 'value.erased':
      runs.set(run, {
        ...word,
        erased: new Set([...word.erased, ...event.digests]),
        logs: new Map([...word.logs, ...event.logs.map(({ effect, after }) => [effect, after] as const)]),
      })
      return
    case 'run.deleted':
      runs.set(run, { ...word, deleted: true })
      return
    default:
      return
  }
}

/** What is found of a run's record, to be compared with the ledger. */
export type FoundRun = { readonly run: RunId; readonly hashes: readonly string[] }

/** Where a run's entries are not what the ledger says of them. */
export function againstLedger({ run, hashes }: FoundRun, { runs }: CheckedLedger): readonly string[] {
  const word = runs.get(run)
  if (!word) return ['the ledger does not know this run']
  if (word.deleted) return ['the ledger says that this run was deleted, but it is here']
  const wrong = [...word.hashes].flatMap(([seq, hash]) =>
    hashes[seq - 1] === hash ? [] : [`entry ${seq} is not the one the ledger names`],
  )
  const more = word.endedAt !== undefined && hashes.length > word.endedAt
  return more
    ? [...wrong, `after entry ${word.endedAt} it had ended; what follows is not in the ledger`]
    : wrong
}

/** Runs the ledger knows of that are not there, though nothing says that they were deleted. */
export function missingRuns(found: ReadonlySet<RunId>, { runs }: CheckedLedger): readonly string[] {
  return [...runs].flatMap(([run, { deleted }]) =>
    deleted || found.has(run) ? [] : [`run ${run} is gone, and the ledger does not say that it was deleted`],
  )
}
