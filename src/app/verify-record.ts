import { brokenLink } from '../driver/load.ts'
import type { Sha256 } from '../hash/sha256.ts'
import type { CheckedLedger } from '../ledger/check-ledger.ts'
import { againstLedger, missingRuns } from '../ledger/check-ledger.ts'
import { claimOf } from '../ledger/claim.ts'
import type { WitnessLine } from '../ledger/witness.ts'
import { againstTip, witnessMessage } from '../ledger/witness.ts'
import { everyDigest, openBytes } from '../run/event/stored.ts'
import type { JournalEntry } from '../ports/journal.ts'
import { logHash } from '../ledger/log-lines.ts'
import { readEnvelope } from '../run/event/stored.ts'
import type { EffectId, RunId } from '../run/id.ts'
import { parseEffectId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readLedger } from './read-ledger.ts'

/** What was found of one run's record. */
export type VerifiedRun = {
  readonly run: RunId
  readonly entries: number
  /** Hash of the last entry: it covers all of them. Hold it, and no entry can be altered unseen. */
  readonly tip: string
  readonly blobs: number
  /** Private values that were erased, leaving their digests: holes, not damage. */
  readonly erased: number
  /** Logs whose hash is in the chain. */
  readonly logs: number
  readonly problems: readonly string[]
}

/** A tip kept elsewhere, compared with the ledger. */
export type VerifiedWitness = WitnessLine & {
  readonly signedBy?: string
  /** Absent when everything up to there is what it was then. */
  readonly problem?: string
}

export type VerifiedRecord = {
  readonly kind: 'verified'
  readonly good: boolean
  readonly runs: readonly VerifiedRun[]
  readonly ledger: {
    readonly entries: number
    readonly tip: string
    /** Runs that were deleted and of which the ledger says so. */
    readonly deleted: number
    readonly problems: readonly string[]
  }
  readonly witnesses: readonly VerifiedWitness[]
  /** What this check may say. */
  readonly claim: readonly string[]
}

export type VerifyRequest = {
  readonly runs: readonly RunId[] | 'all'
  readonly witnesses: readonly WitnessLine[]
  /** The public key that must have signed every witness. */
  readonly key?: string
}

/** Checks runs, their private values and the ledger against each other, and the ledger against tips kept elsewhere. */
export async function verifyRecord(app: App, request: VerifyRequest): Promise<VerifiedRecord | Trouble> {
  const no = await authorise(app, 'verify-record')
  if (no) return no
  const ledger = await readLedger(app.ledger)
  const asked = request.runs === 'all' ? await allRuns(app) : request.runs
  const runs: VerifiedRun[] = []
  for (const run of asked) {
    const entries = await app.driver.journal.read(run, 0)
    if (entries.length === 0) return goneOrAbsent(run, ledger)
    runs.push(await verifyRun(app, run, entries, ledger))
  }
  const missing = request.runs === 'all' ? missingRuns(new Set(asked), ledger) : []
  const problems = [...ledger.problems, ...missing]
  const witnesses = request.witnesses.map((line) => verifyWitness(app, line, ledger, request.key))
  const good =
    problems.length === 0 &&
    runs.every((run) => run.problems.length === 0) &&
    witnesses.every(({ problem }) => problem === undefined)
  return {
    kind: 'verified',
    good,
    runs,
    ledger: {
      entries: ledger.hashes.length,
      tip: ledger.tip.hash,
      deleted: [...ledger.runs.values()].filter(({ deleted }) => deleted).length,
      problems,
    },
    witnesses,
    claim: claimOf({ entries: ledger.hashes.length, good, witnessed: witnesses }),
  }
}

async function allRuns(app: App): Promise<readonly RunId[]> {
  const runs: RunId[] = []
  for (;;) {
    const before = runs.at(-1)
    const page = await app.driver.journal.heads({ limit: 500, ...(before ? { before } : {}) })
    if (page.length === 0) return runs
    runs.push(...page.map(({ run }) => run))
  }
}

function goneOrAbsent(run: RunId, { runs }: CheckedLedger): Trouble {
  const word = runs.get(run)
  if (!word) return noRun(run)
  return word.deleted
    ? trouble(`run ${run} was deleted, and the ledger says so`, 'see `kneeboard audit verify`')
    : trouble(`run ${run} is in the ledger, but its record is gone`, 'see `kneeboard audit verify`')
}

async function verifyRun(
  app: App,
  run: RunId,
  entries: readonly JournalEntry[],
  ledger: CheckedLedger,
): Promise<VerifiedRun> {
  const last = entries.at(-1)
  const broken = brokenLink(run, entries)
  const head = await app.driver.journal.head(run)
  const headProblem =
    head?.seq === last?.seq && head?.hash === last?.hash ? undefined : 'its head does not fit its last entry'
  const word = ledger.runs.get(run)
  const { blobs, erased, problems } = await verifyBlobs(app, entries, word?.erased)
  const logs = loggedHashes(entries, word?.logs)
  return {
    run,
    entries: entries.length,
    tip: last?.hash ?? '',
    blobs,
    erased,
    logs: logs.size,
    problems: [
      ...(broken === undefined ? [] : [broken]),
      ...(headProblem === undefined ? [] : [headProblem]),
      ...againstLedger({ run, hashes: entries.map(({ hash }) => hash) }, ledger),
      ...problems,
      ...(await verifyLogs(app, logs)),
    ],
  }
}

async function verifyBlobs(
  app: App,
  entries: readonly JournalEntry[],
  explained: ReadonlySet<string> = new Set(),
) {
  const { journal } = app.driver
  const digests = new Set<Sha256>(entries.flatMap(({ bytes }) => everyDigest(bytes)))
  const problems: string[] = []
  let erased = 0
  for (const digest of digests) {
    const bytes = await journal.blob(digest)
    if (bytes) {
      if (openBytes(digest, bytes) === undefined)
        problems.push(`the private value ${digest} is not what was stored`)
    } else if ((await journal.blobState(digest)) === 'missing')
      problems.push(`the private value ${digest} is gone without a trace`)
    else {
      erased++
      if (!explained.has(digest))
        problems.push(`the private value ${digest} was erased, but the ledger does not say so`)
    }
  }
  return { blobs: digests.size, erased, problems }
}

/** What each log should come to: as its attempt's end says it, or as something was erased from it later. */
function loggedHashes(
  entries: readonly JournalEntry[],
  erased: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<EffectId, string> {
  const hashes = new Map<EffectId, string>()
  for (const { bytes } of entries) {
    const read = readEnvelope(bytes)
    if (read.kind !== 'envelope' || read.envelope.type !== 'attempt.finished') continue
    const { effect, log } = read.envelope.data
    const parsed = typeof effect === 'string' ? parseEffectId(effect) : undefined
    if (parsed && typeof log === 'string') hashes.set(parsed.effect, log)
  }
  for (const [effect, hash] of erased) {
    const parsed = parseEffectId(effect)
    if (parsed) hashes.set(parsed.effect, hash)
  }
  return hashes
}

async function verifyLogs(app: App, hashes: ReadonlyMap<EffectId, string>): Promise<readonly string[]> {
  const problems: string[] = []
  for (const [effect, hash] of hashes)
    if (logHash(await app.logs.read(effect, 0)) !== hash)
      problems.push(`the log of attempt ${effect.split('/')[1]} is not what was printed`)
  return problems
}

function verifyWitness(
  { signatures }: App,
  line: WitnessLine,
  ledger: CheckedLedger,
  key: string | undefined,
): VerifiedWitness {
  const { signature } = line
  if (key !== undefined && signature?.key !== key)
    return { ...line, problem: signature ? 'it is signed with another key' : 'it is not signed' }
  if (signature && !signatures.verify(witnessMessage(line), signature))
    return { ...line, problem: 'its signature is not that of its key' }
  const problem = againstTip(ledger, line)
  return {
    ...line,
    ...(signature ? { signedBy: `ed25519:${signature.key}` } : {}),
    ...(problem === undefined ? {} : { problem }),
  }
}
