import { attemptFiles } from '../../executors/attempt-files.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'
import type { EffectId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'
import { lendTerminal } from './attach.ts'
import { carry } from './carry.ts'
import type { Desk, Prepared } from './desk.ts'
import { askedFor, endLeftovers } from './ending.ts'
import type { AttemptRecord } from './folder.ts'
import { folderOf, leavingsIn, readClaim, readExit } from './folder.ts'
import { hashedLog } from './hashed-log.ts'
import { endFrom, errorOutcome, readOutcome, readOutputs } from './outcome.ts'
import { resume } from './resume.ts'
import type { Ended } from './seat.ts'
import type { SpoolFiles } from './spool.ts'
import { closeSpool, followSpool, isThere } from './spool.ts'
import { supervise } from './supervise.ts'

/** Starts a prepared attempt and waits for its end. */
export async function startAttempt(desk: Desk, { effect }: Attempt): Promise<Outcome> {
  const prepared = desk.prepared.get(effect)
  if (!prepared) throw new Bug(`${effect} was not prepared`)
  desk.prepared.delete(effect)
  if (prepared.kind === 'refused') return errorOutcome(prepared.message)
  const start: Start = { effect, folder: folderOf(desk.attemptsFolder, effect), ...prepared }
  const refusal = refuse(desk, start)
  if (refusal !== undefined) {
    start.held?.close()
    closeSpool(start.files)
    return errorOutcome(refusal)
  }
  const { terminal } = start.launch
  if (terminal === 'none' || desk.terminal === 'none') return spooled(desk, start)
  const loan = lendTerminal(desk.terminal, terminal.socket)
  try {
    return await spooled(desk, start)
  } finally {
    await loan.end()
  }
}

function refuse(desk: Desk, { launch, files }: Start): string | undefined {
  if (!isThere(files)) return 'another process prepared the same attempt'
  return launch.terminal !== 'none' && desk.terminal === 'none'
    ? 'this command needs a terminal: run the runbook with `kneeboard run` in one'
    : undefined
}

/** An attempt that was prepared, and its place. */
export type Start = { readonly effect: EffectId; readonly folder: string } & Omit<
  Extract<Prepared, { kind: 'ready' }>,
  'kind'
>

async function spooled(desk: Desk, start: Start): Promise<Outcome> {
  const { effect, record, files, held } = start
  const log = hashedLog(desk.logs)
  const spool = followSpool(files, {
    effect,
    logs: log.logs,
    maskFactory: () => desk.maskFactory(record.masks),
    outputMaxBytes: record.outputMaxBytes,
    logged: { stdout: 0, stderr: 0 },
    now: desk.now,
  })
  const ended = held
    ? await held.open()
    : await supervise({ ...start, claim: attemptFiles.claim }, ['ignore', files.stdout, files.stderr])
  return finish(desk, start, {
    end: await endOf(desk, start, ended),
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
  readonly log: () => Promise<Sha256 | undefined>
}

/** Everything is in the log before an outcome is told. */
export async function finish(
  desk: Desk,
  { effect, folder, record }: Pick<Start, 'effect' | 'folder' | 'record'>,
  { end, files, spool, log }: Finish,
): Promise<Outcome> {
  const masked = maskOf(desk, record)
  const left = leavingsIn(folder)
  const outputs = readOutputs(left, files, masked)
  const spooled = await spool.finish()
  const { captureMaxBytes } = desk
  const outcome = readOutcome({ folder, left, record, end, outputs, spooled, captureMaxBytes, masked })
  const session = outcome.session && carry(desk, { effect, record }, outcome.session)
  const hash = await log()
  return { ...outcome, ...(session ? { session } : {}), ...(hash === undefined ? {} : { log: hash }) }
}

/** Masks a whole text with the attempt's secrets. */
const maskOf =
  (desk: Desk, { masks }: AttemptRecord) =>
  (text: string): string => {
    const mask = desk.maskFactory(masks)
    return mask.push(text) + mask.end()
  }

/** What the supervisor left decides; its own exit status counts only where its files could not be written. */
async function endOf(desk: Desk, start: Start, ended: Ended): Promise<Outcome['end']> {
  const { effect, folder, record, files } = start
  if (ended.kind === 'not-started') return { kind: 'error', message: ended.message }
  const asked = askedFor(folder)
  // Said only behind the code in the claim.
  if (ended.kind === 'done') return endFrom(ended.code, asked)
  if (ended.kind === 'unclaimed') return unbegun(start, ended)
  const code = readExit(folder, record)
  if (code !== undefined) return endFrom(code, asked)
  const claim = readClaim(folder)
  if (claim.kind !== 'supervisor' || claim.pid !== ended.pid) return unbegun(start)
  if (record.resumable) return resume(desk, { effect, folder, record }, files)
  if (ended.code !== null) return endFrom(ended.code, asked)
  // Someone killed the supervisor: what it watched is ended too, so that the answer is definite.
  await endLeftovers(effect, 1000)
  return asked === 'cancelled'
    ? { kind: 'cancelled' }
    : { kind: 'os-signal', osSignal: ended.osSignal ?? 'SIGKILL' }
}

/** Nothing of it was run: it was asked to end before, or somebody else has the claim, or nobody could take it. */
function unbegun(
  { folder }: Start,
  left?: { readonly code: number },
): Extract<Outcome['end'], { kind: 'cancelled' | 'error' }> {
  if (askedFor(folder) === 'cancelled') return { kind: 'cancelled' }
  const { kind } = readClaim(folder)
  if (kind === 'supervisor' || kind === 'never-ran')
    return { kind: 'error', message: 'another process took this attempt over before it began' }
  const message =
    left && left.code !== 111
      ? `its program could not be started (exit code ${left.code}): nothing was run`
      : `${folder} cannot be written (is the disk full?): nothing was run`
  return { kind: 'error', message }
}
