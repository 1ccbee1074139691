import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { attemptFiles, sessionUnchanged } from '../../executors/attempt-files.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import { parseEffectId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'

export type GivenSecret = { readonly reference: string; readonly value: string }

/** What is kept beside an attempt so that it can be read after a restart. It holds secrets and dies with the folder. */
export type AttemptRecord = {
  readonly v: 1
  /** What is masked in the output. */
  readonly masks: readonly string[]
  /** Secrets it was given, by where they are read: a variable left with one of them is not stored. */
  readonly secrets?: readonly GivenSecret[]
  readonly outputMaxBytes: number
  readonly cwd: string
  readonly captures?: readonly string[]
  /** Where a terminal joins its command. */
  readonly terminal?: { readonly socket: string }
  /** How its program is started again for the same effect: see `Launch.resumable`. It needs no values then. */
  readonly resumable?: { readonly argv: readonly [string, ...string[]]; readonly endsWithinMs: number }
}

/** `<attempts>/<run>/<seq>`. An effect's id is parsed, never pasted into a path. */
export function folderOf(attemptsFolder: string, effect: EffectId): string {
  const { run, seq } = parsed(effect)
  return join(attemptsFolder, run, String(seq))
}

export const runOf = (effect: EffectId): RunId => parsed(effect).run

function parsed(effect: EffectId): NonNullable<ReturnType<typeof parseEffectId>> {
  const found = parseEffectId(effect)
  if (!found) throw new Bug(`not an effect: ${effect}`)
  return found
}

/**
 * Removes an attempt's folder, at once when little was written: a turn through the thread pool for each file takes
 * longer, and the next command runs meanwhile. Freeing a long output can take milliseconds, and nobody waits for it.
 * The run's folder stays until the run ends, so that the next attempt's finds it.
 */
export async function removeFolder(folder: string): Promise<void> {
  const sizes = [attemptFiles.stdout, attemptFiles.stderr].map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  if (sizes.some((size) => size > removedAtOnceMax)) return rm(folder, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}

/** Bytes of a file: freeing more takes milliseconds. */
export const removedAtOnceMax = 2 ** 20

/** Removes what is left of a run that has ended. */
export const removeRunFolder = (attemptsFolder: string, run: RunId): Promise<void> =>
  rm(join(attemptsFolder, run), { recursive: true, force: true })

export function readRecord(folder: string): AttemptRecord | undefined {
  const text = readText(folder, attemptFiles.attempt, 64 * 2 ** 20)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is AttemptRecord {
  if (typeof value !== 'object' || value === null) return false
  if (!('v' in value && 'masks' in value && 'outputMaxBytes' in value && 'cwd' in value)) return false
  return value.v === 1 && Array.isArray(value.masks) && typeof value.cwd === 'string'
}

/** What stands in the claim: who runs it, that it never ran, or that someone is just writing it (or could not). */
export type Claim =
  | { readonly kind: 'none' }
  | Supervisor
  | { readonly kind: 'never-ran' }
  | { readonly kind: 'unreadable' }

export type Supervisor = {
  readonly kind: 'supervisor'
  readonly pid: number
  /** By this it is known, where it is one that stays; any other by its effect. */
  readonly token: string | undefined
  /** What follows, line by line; the last one may be cut. */
  readonly lines: readonly string[]
}

export function readClaim(folder: string, name: string = attemptFiles.claim): Claim {
  const text = readText(folder, name, claimBytesMax)
  if (text === undefined) return { kind: 'none' }
  if (text === neverRan) return { kind: 'never-ran' }
  const [, pid, token, rest = ''] = /^([1-9][0-9]{0,9})(?: ([0-9a-f]{24}))?\n([^]*)$/.exec(text) ?? []
  return pid === undefined
    ? { kind: 'unreadable' }
    : { kind: 'supervisor', pid: Number(pid), token, lines: rest.split('\n') }
}

/** More than any of ours; a command could have written into it. */
const claimBytesMax = 4096

const neverRan = 'never ran\n'

/** Takes the claim so that the command can never run; `lost` when it was taken before. */
export function takeClaim(folder: string): 'won' | 'lost' {
  try {
    makeFile(folder, attemptFiles.claim, neverRan)
    return 'won'
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return 'lost'
    throw thrown
  }
}

/**
 * The exit code, once the supervisor has written all of it. A resumable program says itself what its effect came to:
 * when it was killed, that is not the effect's end.
 */
export function readExit(folder: string, { resumable }: AttemptRecord): number | undefined {
  const claim = resumable ? undefined : readClaim(folder)
  if (claim?.kind === 'supervisor' && claim.token !== undefined) return codeIn(claim.lines)
  const name = resumable ? attemptFiles.result : attemptFiles.exit
  return codeIn((readText(folder, name, 16) ?? '').split('\n'))
}

/** The last whole line that is a code: the lines before may be anybody's. */
function codeIn(lines: readonly string[]): number | undefined {
  const code = lines.slice(0, -1).findLast((line) => /^[0-9]{1,3}$/.test(line))
  return code === undefined ? undefined : Number(code)
}

/** Whether the shell of a block said that its session is the one it began with. */
export function sessionStayed(folder: string): boolean {
  const claim = readClaim(folder)
  return claim.kind === 'supervisor' && claim.lines.includes(sessionUnchanged)
}

/** Notes that it was asked to end; on the disk when this returns. */
export function requestCancel(folder: string): void {
  const file = openSync(join(folder, attemptFiles.cancel), 'a', 0o600)
  try {
    writeSync(file, 'requested\n')
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export const cancelRequested = (folder: string): boolean =>
  readText(folder, attemptFiles.cancel, 64) !== undefined

/** A file's text up to `bytesMax`; undefined when it is not there or is no plain file. */
export const readText = (folder: string, name: string, bytesMax: number): string | undefined =>
  readBytes(folder, name, bytesMax)?.toString('utf8')

/** What a command left in its folder, by one look at which files there are: most are not, and each look costs. */
export type Leavings = {
  text(name: string, bytesMax: number): string | undefined
  bytes(name: string, bytesMax: number): Buffer | undefined
}

export function leavingsIn(folder: string): Leavings {
  const names = new Set(namesIn(folder))
  const bytes: Leavings['bytes'] = (name, bytesMax) =>
    names.has(name) ? readBytes(folder, name, bytesMax) : undefined
  return { bytes, text: (name, bytesMax) => bytes(name, bytesMax)?.toString('utf8') }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Commands can write into their folder: links are not followed, pipes not waited for, nothing is read without limit. */
export function readBytes(folder: string, name: string, bytesMax: number): Buffer | undefined {
  // Most are not there: a thrown error costs several times the look.
  if (!existsSync(join(folder, name))) return undefined
  let file: number
  try {
    file = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) return undefined
    const bytes = Buffer.allocUnsafe(Math.min(stat.size, bytesMax))
    return bytes.subarray(0, bytes.length > 0 ? readSync(file, bytes, 0, bytes.length, 0) : 0)
  } finally {
    closeSync(file)
  }
}

/** The last bytes of a file up to `from + bytesMax`. */
export function readTail(
  folder: string,
  name: string,
  range: { readonly to: number; readonly bytesMax: number },
): Buffer {
  let file: number
  try {
    file = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return Buffer.alloc(0)
  }
  try {
    const to = Math.min(fstatSync(file).size, range.to)
    const from = Math.max(0, to - range.bytesMax)
    const bytes = Buffer.allocUnsafe(to - from)
    return bytes.subarray(0, to > from ? readSync(file, bytes, 0, to - from, from) : 0)
  } finally {
    closeSync(file)
  }
}

const makeFile = (folder: string, name: string, text: string): void =>
  writeFileSync(join(folder, name), text, { mode: 0o600, flag: 'wx' })

/** The system's code of what was thrown: `ENOENT`. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
