import type { ChildProcess, StdioOptions } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Launch } from '../../executors/launch.ts'
import type { Attempt, Outcome, OutcomeEnd } from '../../ports/executor.ts'
import type { EffectId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'
import type { Desk, Prepared } from './desk.ts'
import { askedFor, endLeftovers } from './ending.ts'
import { codeOf, folderOf, readClaim, readExit, readRecord } from './folder.ts'
import { emptyOutcome, endFrom, errorOutcome, readOutcome, readOutputs } from './outcome.ts'
import { markName } from './process.ts'
import { supervisorArguments } from './script.ts'
import type { SpoolFiles } from './spool.ts'
import { followSpool, openSpool } from './spool.ts'

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
  return attached(desk, { effect, folder, launch: launched, record })
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
  const spool = followSpool(files, {
    effect,
    logs: desk.logs,
    maskFactory: () => desk.maskFactory(record.masks),
    outputMaxBytes: record.outputMaxBytes,
    logged: { stdout: 0, stderr: 0 },
    now: desk.now,
  })
  const ended = await supervise(start, ['ignore', files.stdout, files.stderr])
  return finish(desk, start, { end: await endOf(start, ended), files, spool })
}

/** The command has this process's terminal: nothing is spooled, and what it shows is not in the log. */
async function attached(desk: Desk, start: Start): Promise<Outcome> {
  // Control-C reaches everyone at the terminal: it is meant for the command, which must not lose its driver by it.
  const stay = (): void => {}
  process.on('SIGINT', stay).on('SIGQUIT', stay)
  const ended = await supervise(start, 'inherit')
  process.off('SIGINT', stay).off('SIGQUIT', stay)
  const end = await endOf(start, ended)
  if (end.kind === 'error') return emptyOutcome(end)
  const { folder, record } = start
  const outputs = readOutputs(folder, undefined)
  return readOutcome({ folder, record, end, outputs, truncated: false, captureMaxBytes: 0 })
}

type Finish = {
  readonly end: OutcomeEnd
  readonly files: SpoolFiles
  readonly spool: ReturnType<typeof followSpool>
}

/** Everything is in the log before an outcome is told. */
export async function finish(
  desk: Desk,
  { folder, record }: Pick<Start, 'folder' | 'record'>,
  { end, files, spool }: Finish,
): Promise<Outcome> {
  const outputs = readOutputs(folder, files)
  const { truncated } = await spool.finish()
  return readOutcome({ folder, record, end, outputs, truncated, captureMaxBytes: desk.captureMaxBytes })
}

type Ended =
  | {
      readonly kind: 'ended'
      readonly pid: number
      readonly code: number | null
      readonly osSignal: string | null
    }
  | { readonly kind: 'not-started'; readonly message: string }

function supervise({ effect, folder, launch }: Start, stdio: StdioOptions): Promise<Ended> {
  return new Promise((resolve) => {
    const failed = (thrown: unknown): void => resolve({ kind: 'not-started', message: startTrouble(thrown) })
    let child: ChildProcess
    try {
      child = spawn('/bin/sh', supervisorArguments(effect, folder, launch.argv), {
        cwd: launch.cwd,
        env: { ...launch.environment, [markName]: effect },
        // A session and process group of its own, so that no signal meant for us reaches it; a terminal cannot be shared so.
        detached: stdio !== 'inherit',
        stdio,
      })
    } catch (thrown) {
      return failed(thrown)
    }
    child.once('error', failed)
    child.once('exit', (code, osSignal) => resolve({ kind: 'ended', pid: child.pid ?? 0, code, osSignal }))
  })
}

function startTrouble(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === 'E2BIG') return 'the values handed to the command are too large together: pass files instead'
  if (code === 'EAGAIN' || code === 'ENOMEM')
    return `the system has no room for another process (${code}): try again`
  return `the command could not be started: ${thrown instanceof Error ? thrown.message : String(thrown)}`
}

/** What the supervisor left decides; its own exit status counts only where its files could not be written. */
async function endOf({ effect, folder }: Start, ended: Ended): Promise<OutcomeEnd> {
  if (ended.kind === 'not-started') return { kind: 'error', message: ended.message }
  const asked = askedFor(folder)
  const code = readExit(folder)
  if (code !== undefined) return endFrom(code, asked)
  const claim = readClaim(folder)
  if (claim.kind === 'supervisor' && claim.pid === ended.pid) {
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
