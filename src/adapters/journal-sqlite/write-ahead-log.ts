import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/**
 * What is wrong with a write-ahead log that was left behind, or nothing. SQLite takes whatever comes after the first
 * thing it cannot read for what a crash left half written, drops it and deletes the file: commits that were
 * acknowledged would be gone, and nobody told. Here only what no crash leaves counts. Formats:
 * https://sqlite.org/fileformat2.html#walformat, https://sqlite.org/walformat.html#the_wal_index_file_format
 */
export function damageOfLog(path: string): string | undefined {
  const first = lookAt(path)
  // Another process may be writing at this moment: damage is what stays.
  return first !== undefined && first === lookAt(path) ? first : undefined
}

function lookAt(path: string): string | undefined {
  // The index first: what it knows of is in the log by then.
  const index = indexOf(`${path}-shm`)
  const log = read(`${path}-wal`)
  const header = log && headerOf(log)
  if (!log || !header) {
    const nothing = !log || log.every((byte) => byte === 0)
    if (!nothing && log.length > headerBytes) return 'its first bytes are not those of a log'
    return index && index.frames > index.written ? 'it is gone' : undefined
  }
  const frameBytes = frameHeaderBytes + header.pageSize
  const known = index && index.salt.equals(header.salt) ? index.frames : 0
  if (log.length < headerBytes + known * frameBytes) return `it is cut off after ${log.length} bytes`
  return damagedFrame(log, header, frameBytes)
}

const headerBytes = 32
const frameHeaderBytes = 24

type Header = {
  readonly littleEndian: boolean
  readonly pageSize: number
  readonly salt: Buffer
  readonly sum: Sum
}

/** Two words that run through the whole log. */
type Sum = readonly [number, number]

function headerOf(log: Buffer): Header | undefined {
  if (log.length < headerBytes) return undefined
  const magic = log.readUInt32BE(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return undefined
  const littleEndian = magic === 0x377f0682
  const sum = sumOf(log, 0, 24, [0, 0], littleEndian)
  if (!isSum(log, 24, sum)) return undefined
  return { littleEndian, pageSize: log.readUInt32BE(8), salt: log.subarray(16, 24), sum }
}

/**
 * A frame that is not what was written, with two commits after it: each commit is on the disk before the next is
 * begun, so that a crash can only leave the last one half written.
 */
function damagedFrame(
  log: Buffer,
  { littleEndian, pageSize, salt, sum }: Header,
  frameBytes: number,
): string | undefined {
  let before = sum
  let damagedAt: number | undefined
  let commitsAfter = 0
  for (let at = headerBytes; at + frameBytes <= log.length; at += frameBytes) {
    const own = log.subarray(at + 8, at + 16).equals(salt)
    // Frames of before the log was begun anew lie behind: they are nobody's any more.
    if (!own && damagedAt === undefined && !followsLater(log, at + frameBytes, frameBytes, salt))
      return undefined
    const head = sumOf(log, at, 8, before, littleEndian)
    const whole = own && isSum(log, at + 16, sumOf(log, at + frameHeaderBytes, pageSize, head, littleEndian))
    if (!whole) {
      damagedAt ??= at
      commitsAfter = 0
    } else if (damagedAt !== undefined && log.readUInt32BE(at + 4) !== 0 && ++commitsAfter === 2)
      return `what stands at byte ${damagedAt} is not what was written`
    before = [log.readUInt32BE(at + 16), log.readUInt32BE(at + 20)]
  }
  return undefined
}

/** Whether the frame after this one is of the log that was begun last. */
const followsLater = (log: Buffer, at: number, frameBytes: number, salt: Buffer): boolean =>
  at + frameBytes <= log.length && log.subarray(at + 8, at + 16).equals(salt)

const isSum = (log: Buffer, at: number, [first, second]: Sum): boolean =>
  log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second

function sumOf(log: Buffer, from: number, length: number, [first, second]: Sum, littleEndian: boolean): Sum {
  let a = first
  let b = second
  const view = new DataView(log.buffer, log.byteOffset + from, length)
  for (let at = 0; at + 8 <= length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0
  }
  return [a, b]
}

/** What the index beside the log says of it, in the order of bytes of the machine that made it. */
type Index = { readonly frames: number; readonly written: number; readonly salt: Buffer }

function indexOf(path: string): Index | undefined {
  const bytes = read(path, 136)
  // Two copies: unequal ones are just being written, or were never finished.
  if (!bytes || bytes.length < 136 || !bytes.subarray(0, 48).equals(bytes.subarray(48, 96))) return undefined
  if (bytes.readUInt32LE(0) !== 3_007_000 || bytes[12] !== 1) return undefined
  return { frames: bytes.readUInt32LE(16), written: bytes.readUInt32LE(96), salt: bytes.subarray(32, 40) }
}

/** Undefined when there is no such file; whatever else keeps it from being read is found when it is opened. */
function read(path: string, bytesMax?: number): Buffer | undefined {
  try {
    if (bytesMax === undefined) return readFileSync(path)
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(bytesMax)
      return bytes.subarray(0, readSync(file, bytes, 0, bytesMax, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
