import { takeLease } from '../driver/deps.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { parseSha256 } from '../hash/sha256.ts'
import type { LedgerEvent } from '../ledger/ledger-event.ts'
import { logHash } from '../ledger/log-lines.ts'
import type { JournalEntry } from '../ports/journal.ts'
import type { LogChunk } from '../ports/logs.ts'
import type { Envelope } from '../run/event/envelope.ts'
import { digestsIn, everyDigest, openBytes, readEnvelope } from '../run/event/stored.ts'
import type { EffectId, RunId } from '../run/id.ts'
import { effectId } from '../run/id.ts'
import { readInstanceId } from '../run/instance-id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { erasedLog, holds, withoutValue } from './redaction.ts'

export type RedactRequest = {
  /** A leaked value: every private value that holds it is erased, and in logs every form of it is masked. */
  readonly value?: string
  /** Numbers of entries whose private values are erased: notes, answers, attachments. */
  readonly entries: readonly number[]
  /** Ids of steps of which outputs and logs are erased. */
  readonly steps: readonly string[]
  /** Numbers of attempts of which the log is erased. */
  readonly attempts: readonly number[]
  readonly why?: string
  /** What to do when the plan itself holds the value: without its plan a run can be verified, and no longer shown. */
  readonly plan: 'keep' | 'erase'
}

export type Redaction = {
  readonly kind: 'redacted'
  readonly values: number
  readonly logs: number
  /** Entries that hold the value where it cannot be erased: their bytes are what the chain is made of. */
  readonly left: readonly { readonly seq: number; readonly type: string }[]
}

/** Less than this is found everywhere, and would be guessed all the same. */
export const valueCharsMin = 4

/** Erases what should not be in a run's record. What is gone leaves a tombstone and an entry in the ledger. */
export async function redactRun(app: App, run: RunId, request: RedactRequest): Promise<Redaction | Trouble> {
  const no = await authorise(app, 'redact-run', run)
  if (no) return no
  if (request.value !== undefined && request.value.trim().length < valueCharsMin)
    return trouble(`a value of fewer than ${valueCharsMin} characters stands everywhere`, 'name the entries')
  if (request.value !== undefined && request.why !== undefined && holds(request.why, request.value))
    return trouble('the reason holds the value that is to be erased', 'give another reason')
  const lease = await takeLease(app.driver, run)
  if (typeof lease === 'string')
    return trouble(
      `another process is driving this run (${lease})`,
      'end it there, or wait until it has ended',
    )
  try {
    return await redactHeld(app, run, request)
  } finally {
    await app.driver.leases.release(lease)
  }
}

/** What of a run can be erased: entries with private values, attempts with a log. */
export type Erasable = {
  readonly kind: 'erasable'
  readonly entries: readonly {
    readonly seq: number
    readonly type: string
    readonly at: number
    readonly step: string
  }[]
}

/** Lists what of a run can be erased. */
export async function listErasable(app: App, run: RunId): Promise<Erasable | Trouble> {
  const no = await authorise(app, 'redact-run', run)
  if (no) return no
  const entries = await app.driver.journal.read(run, 0)
  const erasable = entries.flatMap(({ seq, bytes }) => {
    const [envelope] = envelopeOf(bytes)
    if (!envelope || seq === 1) return []
    const { type, at, data } = envelope
    const step = typeof data['instance'] === 'string' ? data['instance'] : ''
    return type === 'attempt.started' || everyDigest(bytes).length > 0 ? [{ seq, type, at, step }] : []
  })
  return { kind: 'erasable', entries: erasable }
}

type Found = { readonly digests: ReadonlySet<Sha256>; readonly logs: readonly FoundLog[] }
type FoundLog = {
  readonly effect: EffectId
  readonly before: readonly LogChunk[]
  readonly after: readonly LogChunk[]
}

async function redactHeld(app: App, run: RunId, request: RedactRequest): Promise<Redaction | Trouble> {
  const entries = await app.driver.journal.read(run, 0)
  if (entries.length === 0) return noRun(run)
  const envelopes = entries.flatMap(({ bytes }) => envelopeOf(bytes))
  if (openAttempts(run, envelopes).length > 0)
    return trouble('a command of this run is still going', 'wait until it has ended, or cancel the run')
  const digests = await digestsToErase(app, entries, envelopes, request)
  if ('kind' in digests) return digests
  const found: Found = { digests, logs: await logsToErase(app, run, envelopes, request) }
  const { value } = request
  const left = value === undefined ? [] : entriesHolding(entries, value)
  if (found.digests.size + found.logs.length > 0) await erase(app, run, found, request.why)
  for (const { seq, type } of envelopes)
    if (type === 'attempt.started') await app.driver.executor.clean(effectId(run, seq))
  return { kind: 'redacted', values: found.digests.size, logs: found.logs.length, left }
}

/** First the ledger says what is erased, with the values in one transaction; then logs and what is left on the disk. */
async function erase(app: App, run: RunId, found: Found, why: string | undefined): Promise<void> {
  const event: LedgerEvent = {
    type: 'value.erased',
    run,
    digests: [...found.digests],
    logs: found.logs.map(({ effect, before, after }) => ({
      effect,
      before: logHash(before),
      after: logHash(after),
    })),
    ...(why === undefined ? {} : { why }),
  }
  await app.ledger.erase([...found.digests], { at: app.driver.clock.now(), by: app.actor, event })
  for (const { effect, after } of found.logs) await app.logs.replace(effect, after)
  await app.ledger.compact()
}

async function digestsToErase(
  app: App,
  entries: readonly JournalEntry[],
  envelopes: readonly Envelope[],
  { value, entries: named, steps, plan }: RedactRequest,
): Promise<ReadonlySet<Sha256> | Trouble> {
  const erased = new Set<Sha256>()
  for (const seq of named) {
    const entry = entries[seq - 1]
    const digests = entry && seq > 1 ? everyDigest(entry.bytes) : []
    if (digests.length === 0)
      return trouble(`entry ${seq} holds no private value`, 'see `kneeboard redact RUN`')
    for (const digest of digests) erased.add(digest)
  }
  for (const { seq, type, data } of envelopes) {
    const attempt = type === 'attempt.finished' ? Number(wordOf(data['effect']).split('/')[1]) : undefined
    if (attempt !== undefined && steps.includes(stepOf(envelopes, attempt)))
      for (const digest of digestsIn(entries[seq - 1]?.bytes ?? new Uint8Array())) erased.add(digest)
  }
  if (value === undefined) return erased
  const plans = planDigests(envelopes)
  for (const digest of new Set(entries.flatMap(({ bytes }) => everyDigest(bytes)))) {
    const bytes = await app.driver.journal.blob(digest)
    const content = bytes && openBytes(digest, bytes)
    if (!content || !holds(new TextDecoder().decode(content), value)) continue
    if (plans.has(digest) && plan === 'keep')
      return trouble(
        'the plan of this run holds the value: it was given as a parameter, or stands in the text',
        'with --even-plan it is erased too: then the run can still be verified, and no longer shown',
      )
    erased.add(digest)
  }
  return erased
}

/** The plan a run was started with, and those that came in its place. */
function planDigests(envelopes: readonly Envelope[]): ReadonlySet<Sha256> {
  const started = parseSha256(wordOf(envelopes[0]?.data['plan']))
  const replaced = envelopes.flatMap(({ type, data }) =>
    type === 'plan.replaced' ? blobIn(data['plan']) : [],
  )
  return new Set([...(started ? [started] : []), ...replaced])
}

const blobIn = (value: unknown): readonly Sha256[] => {
  const digest = typeof value === 'object' && value !== null && 'blob' in value ? value.blob : undefined
  const parsed = parseSha256(wordOf(digest))
  return parsed ? [parsed] : []
}

async function logsToErase(
  app: App,
  run: RunId,
  envelopes: readonly Envelope[],
  { value, steps, attempts }: RedactRequest,
): Promise<readonly FoundLog[]> {
  const found: FoundLog[] = []
  for (const { seq, type } of envelopes) {
    if (type !== 'attempt.started') continue
    const effect = effectId(run, seq)
    const before = await app.logs.read(effect, 0)
    const whole = attempts.includes(seq) || steps.includes(stepOf(envelopes, seq))
    const after = whole ? erasedLog(before) : value === undefined ? before : withoutValue(before, value)
    if (logHash(before) !== logHash(after)) found.push({ effect, before, after })
  }
  return found
}

function entriesHolding(entries: readonly JournalEntry[], value: string): Redaction['left'] {
  return entries.flatMap(({ seq, bytes }) =>
    holds(new TextDecoder().decode(bytes), value)
      ? [{ seq, type: envelopeOf(bytes)[0]?.type ?? 'unknown' }]
      : [],
  )
}

const envelopeOf = (bytes: Uint8Array): readonly Envelope[] => {
  const read = readEnvelope(bytes)
  return read.kind === 'envelope' ? [read.envelope] : []
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The step an attempt belongs to. */
const stepOf = (envelopes: readonly Envelope[], attempt: number): string =>
  readInstanceId(wordOf(envelopes[attempt - 1]?.data['instance'])).step

function openAttempts(run: RunId, envelopes: readonly Envelope[]): readonly number[] {
  const over = new Set(
    envelopes.flatMap(({ type, data }) =>
      type === 'attempt.finished' || type === 'attempt.unknown' ? [wordOf(data['effect'])] : [],
    ),
  )
  return envelopes.flatMap(({ seq, type }) =>
    type === 'attempt.started' && !over.has(effectId(run, seq)) ? [seq] : [],
  )
}
