import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { LogChunk, Logs } from '../../ports/logs.ts'
import type { EffectId } from '../../run/id.ts'

/** Replaces secrets in text that comes in pieces; holds back what could be the beginning of one. */
export type Mask = {
  push(text: string): string
  end(): string
  /** UTF-16 units given that have not come out yet. */
  held(): number
}

export type SpoolOptions = {
  readonly effect: EffectId
  readonly logs: Pick<Logs, 'append'>
  readonly maskFactory: () => Mask
  /** Of each stream: what comes after is discarded. */
  readonly outputMaxBytes: number
  /** Up to which byte of each stream the log reaches, from before a restart. */
  readonly logged: Readonly<Record<Stream, number>>
  readonly now: () => number
}

export type Stream = LogChunk['stream']

/** The two spool files of an attempt, open for the command (to append) and for us (to read). */
export type SpoolFiles = Readonly<Record<Stream, number>>

/** Output on its way from the spool to the log. */
export type Spool = {
  /**
   * Reads what is left, stops, closes the files, and resolves when all of it is in the log. Rejects when the log
   * could not take it; the spool is then still there.
   */
  finish(): Promise<Spooled>
}

/** What the two files came to. */
export type Spooled = {
  /** There was more than the limit. */
  readonly truncated: boolean
  /** Nothing lies in standard output. */
  readonly silent: boolean
}

/** Opens the spool files. They stay files, and not pipes, so that output outlives the reader. */
export function openSpool(folder: string, how: 'make' | 'existing'): SpoolFiles {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW
  const more = how === 'make' ? constants.O_CREAT | constants.O_EXCL : constants.O_CREAT
  const stdout = openSync(join(folder, 'stdout'), flags | more, 0o600)
  try {
    return { stdout, stderr: openSync(join(folder, 'stderr'), flags | more, 0o600) }
  } catch (thrown) {
    closeSync(stdout)
    throw thrown
  }
}

/** Whether the files are in a folder still: one that was taken back, or made anew by someone else, has others. */
export const isThere = ({ stdout }: SpoolFiles): boolean => fstatSync(stdout).nlink > 0

export const closeSpool = ({ stdout, stderr }: SpoolFiles): void => {
  closeSync(stdout)
  closeSync(stderr)
}

/**
 * Follows the spool by looking: 15 ms after something came, 30 ms when nothing does. A chunk says exactly which bytes
 * it was made from: what is held back, as half a character or the beginning of a secret, is not among them. After a
 * restart reading goes on from there, and a secret that lies across the crash is seen whole.
 */
export function followSpool(files: SpoolFiles, options: SpoolOptions): Spool {
  const tails = [makeTail('stdout', files.stdout, options), makeTail('stderr', files.stderr, options)]
  let waiting: LogChunk[] = []
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()
  let finished = false

  /** True when something was read, or given to the log at last. */
  const take = async (read: (tail: Tail) => LogChunk[]): Promise<boolean> => {
    const before = readUpTo(tails)
    const again = waiting.length > 0
    if (!again) waiting = tails.flatMap(read)
    if (waiting.length > 0) await options.logs.append(options.effect, waiting)
    waiting = []
    return again || readUpTo(tails) > before
  }
  const look = (): void => {
    turn = take((tail) => readSome(tail, options)).then(
      (came) => schedule(came ? activeMs : idleMs),
      // The log's trouble is told at the end, if it lasts; until then nothing more is read.
      () => schedule(troubleMs),
    )
  }
  const schedule = (afterMs: number): void => {
    if (!finished) timer = setTimeout(look, afterMs)
  }
  schedule(idleMs)
  return {
    async finish() {
      finished = true
      clearTimeout(timer)
      await turn
      // Times of files are coarse: the last look compares whatever they say.
      for (const tail of tails) tail.modifiedMs = -1
      try {
        while (await take((tail) => readSome(tail, options))) continue
        await take((tail) => endOf(tail, options))
        return {
          truncated: tails.some(({ size }) => size > options.outputMaxBytes),
          silent: tails.every(({ stream, size }) => stream !== 'stdout' || size === 0),
        }
      } finally {
        for (const { file } of tails) closeSync(file)
      }
    },
  }
}

const activeMs = 15
const idleMs = 30
const troubleMs = 500
/** Read at once from a stream: keeps the process free for others while a command floods. */
const turnBytes = 2 ** 18
/** Enough of what was read last to know it again. */
const seenBytes = 64

type Tail = {
  readonly stream: Stream
  readonly file: number
  readonly mask: Mask
  /** Of the file, when it was looked at last. */
  size: number
  /** Bytes read, as the file is now. */
  position: number
  /** Bytes read before the command emptied its own file. */
  lost: number
  /** Bytes that the log's chunks were made from. */
  logged: number
  /** What the mask holds back, as it was read. */
  held: string
  /** The last bytes read, and when the file had been changed then. */
  last: Buffer
  modifiedMs: number
}

const readUpTo = (tails: readonly Tail[]): number =>
  tails.reduce((sum, tail) => sum + tail.lost + tail.position, 0)

function makeTail(stream: Stream, file: number, { maskFactory, logged }: SpoolOptions): Tail {
  // A spool shorter than what was read of it was emptied by its command.
  const whole = logged[stream] === 0 || fstatSync(file).size >= logged[stream]
  return {
    stream,
    file,
    mask: maskFactory(),
    size: 0,
    position: whole ? logged[stream] : 0,
    lost: whole ? 0 : logged[stream],
    logged: logged[stream],
    held: '',
    last: Buffer.alloc(0),
    modifiedMs: -1,
  }
}

function readSome(tail: Tail, options: SpoolOptions): LogChunk[] {
  const { size, mtimeMs } = fstatSync(tail.file)
  if (wasEmptied(tail, size, mtimeMs)) {
    tail.lost += tail.position
    tail.position = 0
  }
  tail.size = size
  tail.modifiedMs = mtimeMs
  // One byte more than the limit stays, so that a restart still knows that there was more.
  if (size > options.outputMaxBytes + 1) ftruncateSync(tail.file, options.outputMaxBytes + 1)
  const bytes = readBytes(tail, Math.min(size, options.outputMaxBytes, tail.position + turnBytes))
  const whole = bytes.subarray(0, bytes.length - halfCharacter(bytes))
  if (whole.length === 0) return []
  tail.position += whole.length
  tail.last = Buffer.from(whole.subarray(-seenBytes))
  const text = whole.toString('utf8')
  const out = tail.mask.push(text)
  const held = tail.mask.held()
  tail.held = held === 0 ? '' : (tail.held + text).slice(-held)
  return chunkOf(tail, options, out)
}

/** What is left when nothing more comes: half a character, and what the mask held back. */
function endOf(tail: Tail, options: SpoolOptions): LogChunk[] {
  const rest = readBytes(tail, Math.min(tail.size, options.outputMaxBytes))
  tail.position += rest.length
  tail.held = ''
  return chunkOf(tail, options, tail.mask.push(rest.toString('utf8')) + tail.mask.end())
}

function chunkOf(tail: Tail, { now }: SpoolOptions, text: string): LogChunk[] {
  if (text === '') return []
  const from = tail.logged
  tail.logged = Math.max(from, tail.lost + tail.position - Buffer.byteLength(tail.held))
  return [{ stream: tail.stream, from, to: tail.logged, at: now(), text }]
}

function readBytes(tail: Tail, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - tail.position))
  return bytes.subarray(0, bytes.length > 0 ? readSync(tail.file, bytes, 0, bytes.length, tail.position) : 0)
}

/** How many bytes at the end are the beginning of a character that is not there yet. */
function halfCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/**
 * `tee /dev/stderr` and the like open our file anew and empty it. What came before is in the log already; it shows
 * by the file being shorter, or by other bytes where we read last.
 */
function wasEmptied(tail: Tail, size: number, modifiedMs: number): boolean {
  if (size < tail.position) return true
  if (tail.position === 0 || modifiedMs === tail.modifiedMs) return false
  const { length } = tail.last
  const bytes = Buffer.allocUnsafe(length)
  const count = readSync(tail.file, bytes, 0, length, tail.position - length)
  return !bytes.subarray(0, count).equals(tail.last)
}
