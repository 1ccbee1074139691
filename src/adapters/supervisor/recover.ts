import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome, Place, Recovery } from '../../ports/executor.ts'
import type { EffectId } from '../../run/id.ts'
import { lendTerminal } from './attach.ts'
import type { Desk } from './desk.ts'
import { askedFor, endLeftovers } from './ending.ts'
import type { AttemptRecord, Claim, Supervisor } from './folder.ts'
import { readLogHash } from './hashed-log.ts'
import { folderOf, readClaim, readExit, readRecord, takeClaim } from './folder.ts'
import { emptyOutcome, endFrom } from './outcome.ts'
import { isSupervisor, markedProcesses } from './process.ts'
import { resume } from './resume.ts'
import type { SpoolFiles } from './spool.ts'
import { followSpool, openSpool } from './spool.ts'
import { finish } from './start.ts'

/**
 * What became of an attempt whose driver is gone. Taking the claim is the proof that it never ran; that proof, and
 * the look for a living supervisor, hold only in the boot it was started in.
 */
export async function recoverAttempt(desk: Desk, effect: EffectId, place: Place): Promise<Recovery> {
  if (place.host !== desk.place.host)
    return unknown(`it was started on ${place.host}: only that host can tell`)
  const folder = folderOf(desk.attemptsFolder, effect)
  const record = readRecord(folder)
  if (!record) return unknown(`its folder ${folder} is gone`)
  const found: Found = { effect, folder, record }
  const code = readExit(folder, record)
  if (code !== undefined) return known(desk, found, async () => endFrom(code, askedFor(folder)))
  // Where it can be asked what became of the effect, no boot of this machine is in the way.
  if (place.bootId !== desk.place.bootId && record.resumable) return resumed(desk, found)
  if (place.bootId !== desk.place.bootId)
    return unknown('the system was started again while it may have been running')
  if (claimFor(folder) === 'won') return unstarted(folder)
  const claim = await settledClaim(folder)
  switch (claim.kind) {
    case 'none':
      return unknown(`its folder ${folder} cannot be written`)
    case 'never-ran':
      return unstarted(folder)
    case 'unreadable':
      if (record.resumable) return resumed(desk, found)
      return unknown('its supervisor ended while it was beginning')
    case 'supervisor':
      if (await supervises(found, claim))
        return known(desk, found, (files) => watch(desk, found, claim, files))
      return record.resumable ? resumed(desk, found) : ended(desk, found)
  }
}

type Found = { readonly effect: EffectId; readonly folder: string; readonly record: AttemptRecord }

const unknown = (why: string): Recovery => ({ kind: 'unknown', why })

const resumed = (desk: Desk, found: Found): Promise<Recovery> =>
  known(desk, found, (files) => resume(desk, found, files))

function claimFor(folder: string): 'won' | 'lost' {
  try {
    return takeClaim(folder)
  } catch {
    return 'lost'
  }
}

/** It never ran and cannot; if it was asked to end meanwhile, that is its outcome. */
const unstarted = (folder: string): Recovery =>
  askedFor(folder) === 'cancelled'
    ? { kind: 'known', outcome: Promise.resolve(emptyOutcome({ kind: 'cancelled' })) }
    : { kind: 'never-ran' }

/** A claim that is just being written is whole a moment later. */
async function settledClaim(folder: string): Promise<Claim> {
  for (let tries = 0; tries < 20; tries++) {
    const claim = readClaim(folder)
    if (claim.kind !== 'unreadable') return claim
    await sleep(10)
  }
  return { kind: 'unreadable' }
}

/** No supervisor: it may have written its exit code since we looked. */
async function ended(desk: Desk, found: Found): Promise<Recovery> {
  const end = await endWithoutSupervisor(found)
  return end.kind === 'unknown' ? end : known(desk, found, async () => end)
}

async function endWithoutSupervisor({
  folder,
  effect,
  record,
}: Found): Promise<Exclude<Outcome['end'], { kind: 'unknown' }> | Extract<Recovery, { kind: 'unknown' }>> {
  const code = readExit(folder, record)
  if (code !== undefined) return endFrom(code, askedFor(folder))
  if (askedFor(folder) === 'cancelled') {
    await endLeftovers(effect, 1000)
    return { kind: 'cancelled' }
  }
  const left = markedProcesses(effect)
  if (left.length === 0) return { kind: 'unknown', why: 'its supervisor ended without leaving a result' }
  const list = left.slice(0, 5).map(({ pid, command }) => `${pid} ${command.slice(0, 60)}`)
  return {
    kind: 'unknown',
    why: `its supervisor is gone, and processes it started still run: ${list.join(', ')}`,
  }
}

/**
 * Whether a living supervisor is at this attempt. One that stays may be at the next: it is at this one until it adds
 * to its claim, and a line that is cut and does not become whole in a moment never will.
 */
async function supervises({ folder, effect }: Found, { pid, token }: Supervisor): Promise<boolean> {
  if (!isSupervisor(pid, token ?? effect)) return false
  if (token === undefined) return true
  for (let tries = 0; tries < 20; tries++) {
    const claim = readClaim(folder)
    if (claim.kind !== 'supervisor' || claim.lines.at(-1) === '') return true
    await sleep(10)
  }
  return false
}

/** Waits for a supervisor that is not our child. */
async function watch(
  desk: Desk,
  found: Found,
  claim: Supervisor,
  files: SpoolFiles,
): Promise<Outcome['end']> {
  const { folder, effect, record } = found
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 100)) {
    const code = readExit(folder, record)
    if (code !== undefined) return endFrom(code, askedFor(folder))
    if (!(await supervises(found, claim))) break
    await sleep(pause)
  }
  if (record.resumable) return resume(desk, found, files)
  const end = await endWithoutSupervisor(found)
  if (end.kind !== 'unknown') return end
  // It was killed while we watched: what it watched is ended too, so that the answer is definite.
  await endLeftovers(effect, 1000)
  return { kind: 'os-signal', osSignal: 'SIGKILL' }
}

/** Follows the rest of the output from where the log ends, and tells the outcome. */
async function known(
  desk: Desk,
  found: Found,
  endWith: (files: SpoolFiles) => Promise<Outcome['end']>,
): Promise<Recovery> {
  const { effect, folder, record } = found
  const files = openSpool(folder, 'existing')
  const logged = await desk.logs.reopen(effect)
  const spool = followSpool(files, {
    effect,
    logs: desk.logs,
    maskFactory: () => desk.maskFactory(record.masks),
    outputMaxBytes: record.outputMaxBytes,
    logged,
    now: desk.now,
  })
  const { terminal } = record
  const loan = terminal && desk.terminal !== 'none' ? lendTerminal(desk.terminal, terminal.socket) : undefined
  const outcome: Promise<Outcome> = endWith(files)
    .finally(() => loan?.end())
    .then((end) => finish(desk, found, { end, files, spool, log: () => readLogHash(desk.logs, effect) }))
  // Whoever asked takes the promise a moment later; a failure in between is theirs all the same.
  outcome.catch(() => {})
  return { kind: 'known', outcome }
}
