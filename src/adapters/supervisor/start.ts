import { attemptFiles } from '../../executors/attempt-files.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import type { Launch } from '../../executors/launch.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'
import type { EffectId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'
import { lendTerminal } from './attach.ts'
import { carry } from './carry.ts'
import type { Desk, Prepared } from './desk.ts'
import { askedFor, endLeftovers } from './ending.ts'
import { folderOf, readClaim, readExit, readRecord } from './folder.ts'
import { hashedLog } from './hashed-log.ts'
import { endFrom, errorOutcome, readOutcome, readOutputs } from './outcome.ts'
import { resume } from './resume.ts'
import type { Ended } from './seat.ts'
import { fitsSeat } from './seat.ts'
import type { SpoolFiles } from './spool.ts'
import { followSpool, openSpool } from './spool.ts'
import { supervise } from './supervise.ts'

/** Starts a prepared attempt and waits for its end. */
export async function startAttempt(desk: Desk, { effect }: Attempt): Promise<Outcome> {
  const prepared = desk.prepared.get(effect)
  if (!prepared) throw new Bug(`${effect} was not prepared`)
  desk.prepared.delete(effect)
  const { launched, record } = prepared
  if ('refused' in launched) return errorOutcome(launched.refused)
  const folder = folderOf(desk.attemptsFolder, effect)
  if (readRecord(folder)?.nonce !== record.nonce)
    return errorOutcome('another process prepared the same attempt')
  if (launched.terminal === 'none') return spooled(desk, { effect, folder, launch: launched, record })
  if (desk.terminal === 'none') {
    return errorOutcome('this command needs a terminal: run the runbook with `kneeboard run` in one')
  }
  const loan = lendTerminal(desk.terminal, launched.terminal.socket)
  try {
    return await spooled(desk, { effect, folder, launch: launched, record })
  } finally {
    await loan.end()
  }
}

type Start = {
  readonly effect: EffectId
  readonly folder: string
  readonly launch: Launch
  readonly record: Prepared['record']
}

async function spooled(desk: Desk, start: Start): Promise<Outcome> {
  const { effect, folder, record } = start
  const files = openSpool(folder, 'make')
  const log = hashedLog(desk.logs)
  const spool = followSpool(files, {
    effect,
    logs: log.logs,
    maskFactory: () => desk.maskFactory(record.masks),
    outputMaxBytes: record.outputMaxBytes,
    logged: { stdout: 0, stderr: 0 },
    now: desk.now,
  })
  const ended =
    start.launch.terminal === 'none' && fitsSeat(start.launch)
      ? await desk.seats.carryOut(start)
      : await supervise({ ...start, claim: attemptFiles.claim }, ['ignore', files.stdout, files.stderr])
  return finish(desk, start, {
    end: await endOf(desk, start, ended, files),
    files,
    spool,
    log: () => Promise.resolve(log.hash()),
  })
}

type Finish = {
  readonly end: Outcome['end']
  readonly files: SpoolFiles
  readonly spool: ReturnType<typeof followSpool>
  /** The hash of the whole log, asked for when all of it is there. */
  readonly log: () => Promise<Sha256>
}

/** Everything is in the log before an outcome is told. */
export async function finish(
  desk: Desk,
  { effect, folder, record }: Pick<Start, 'effect' | 'folder' | 'record'>,
  { end, files, spool, log }: Finish,
): Promise<Outcome> {
  const masked = maskOf(desk, record)
  const outputs = readOutputs(folder, files, masked)
  const { truncated } = await spool.finish()
  const { captureMaxBytes } = desk
  const outcome = readOutcome({ folder, record, end, outputs, truncated, captureMaxBytes, masked })
  const session = outcome.session && carry(desk, { effect, record }, outcome.session)
  return { ...outcome, ...(session ? { session } : {}), log: await log() }
}

/** Masks a whole text with the attempt's secrets. */
const maskOf =
  (desk: Desk, { masks }: Prepared['record']) =>
  (text: string): string => {
    const mask = desk.maskFactory(masks)
    return mask.push(text) + mask.end()
  }

/** What the supervisor left decides; its own exit status counts only where its files could not be written. */
async function endOf(
  desk: Desk,
  { effect, folder, record }: Start,
  ended: Ended,
  files: SpoolFiles,
): Promise<Outcome['end']> {
  if (ended.kind === 'not-started') return { kind: 'error', message: ended.message }
  const asked = askedFor(folder)
  const code = readExit(folder, record)
  if (code !== undefined) return endFrom(code, asked)
  const claim = readClaim(folder)
  if (claim.kind === 'supervisor' && claim.pid === ended.pid) {
    if (record.resumable) return resume(desk, { effect, folder, record }, files)
    if (ended.code !== null) return endFrom(ended.code, asked)
    // Someone killed the supervisor: what it watched is ended too, so that the answer is definite.
    await endLeftovers(effect, 1000)
    return asked === 'cancelled'
      ? { kind: 'cancelled' }
      : { kind: 'os-signal', osSignal: ended.osSignal ?? 'SIGKILL' }
  }
  if (asked === 'cancelled') return { kind: 'cancelled' }
  const message =
    claim.kind === 'supervisor' || claim.kind === 'never-ran'
      ? 'another process took this attempt over before it began'
      : `${folder} cannot be written (is the disk full?): nothing was run`
  return { kind: 'error', message }
}
