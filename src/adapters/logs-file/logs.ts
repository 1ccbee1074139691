import { constants, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { logLine } from '../../ledger/log-lines.ts'
import type { LogChunk, Logs } from '../../ports/logs.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import { parseEffectId, parseRunId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'
import { damaged, inFile, NoFile } from './file.ts'
import { LineIndex, nextChunks, pieceBytes } from './line-index.ts'
import { wholeChunks } from './line.ts'
import { overwriteFile, removeLogs } from './overwrite.ts'

/**
 * Output of attempts as files: `<folder>/<run>/<seq>.ndjson`, one chunk a line, on the disk when `append`
 * resolves. `folder` exists and is private. Rejects with a StorageError.
 */
export function openFileLogs(folder: string): Logs {
  const queues = new Map<EffectId, Queue>()
  const places = new Map<EffectId, Place>()
  const indexes = new Map<EffectId, LineIndex>()
  return {
    append: async (effect, chunks) => enqueue(queues, effect, pathOf(folder, effect), chunks.map(logLine)),
    async read(effect, afterChunks) {
      const path = pathOf(folder, effect)
      const from = places.get(effect)
      const start = from && from.chunks <= afterChunks ? from : { chunks: 0, offset: 0 }
      const found = wholeChunks(await bytesFrom(path, start.offset))
      if (found.damagedAt !== undefined) throw damaged(path, start.offset + found.damagedAt)
      const place = { chunks: start.chunks + found.chunks.length, offset: start.offset + found.length }
      remember(places, effect, place, placesMax)
      return found.chunks.slice(afterChunks - start.chunks)
    },
    stream: (effect) => streamFrom(pathOf(folder, effect)),
    lines(effect, range) {
      const index = indexes.get(effect) ?? new LineIndex(pathOf(folder, effect))
      remember(indexes, effect, index, indexesMax)
      return index.page(range)
    },
    async replace(effect, chunks) {
      places.delete(effect)
      await overwriteFile(pathOf(folder, effect), chunks.map(logLine).join(''))
    },
    remove: (run) => removeLogs(join(folder, runFolder(run))),
    async reopen(effect) {
      const path = pathOf(folder, effect)
      places.delete(effect)
      const bytes = await bytesFrom(path, 0)
      const { chunks, length } = wholeChunks(bytes)
      if (length < bytes.length) await cut(path, length)
      return { stdout: readUpTo(chunks, 'stdout'), stderr: readUpTo(chunks, 'stderr') }
    },
  }
}

async function* streamFrom(path: string): AsyncGenerator<readonly LogChunk[]> {
  for (let offset = 0; ;) {
    const from = offset
    const next = await inFile(path, constants.O_RDONLY, (file) =>
      nextChunks(file, path, from, pieceBytes),
    ).catch(noFile)
    if (!next) return
    yield next.chunks
    offset = next.offset
  }
}

function noFile(thrown: unknown): undefined {
  if (!(thrown instanceof NoFile)) throw thrown
}

/** Lines that wait for the disk, and who waits for them. */
type Queue = { lines: string[]; written: Promise<void> }

/** Up to where a log was read: its first `chunks` chunks end at `offset`. A log only grows behind it. */
type Place = { readonly chunks: number; readonly offset: number }

/** How many logs are followed at once without reading them from the start again. */
const placesMax = 256

/** An index of a log of 100 MB takes some 50 kB. */
const indexesMax = 64

/** Forgets what was not asked for the longest. */
function remember<T>(kept: Map<EffectId, T>, effect: EffectId, value: T, max: number): void {
  kept.delete(effect)
  kept.set(effect, value)
  const oldest = kept.keys().next()
  if (kept.size > max && !oldest.done) kept.delete(oldest.value)
}

/** What comes while the disk is busy with this log is written together next. */
function enqueue(
  queues: Map<EffectId, Queue>,
  effect: EffectId,
  path: string,
  lines: string[],
): Promise<void> {
  if (lines.length === 0) return Promise.resolve()
  const before = queues.get(effect)
  if (before && before.lines.length > 0) {
    before.lines.push(...lines)
    return before.written
  }
  const queue: Queue = { lines, written: Promise.resolve() }
  queues.set(effect, queue)
  // A failed write was reported to those who waited for it; the next one is tried on its own.
  const free = before ? before.written.catch(() => {}) : Promise.resolve()
  queue.written = free
    .then(() => {
      const text = queue.lines.join('')
      queue.lines = []
      return write(path, text)
    })
    .finally(() => {
      if (queues.get(effect) === queue) queues.delete(effect)
    })
  return queue.written
}

async function write(path: string, text: string): Promise<void> {
  await inFile(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, async (file) => {
    const { size } = await file.stat()
    try {
      await file.appendFile(text)
      await file.datasync()
      if (size === 0) await syncNames(path)
    } catch (thrown) {
      // Half a line must not become the beginning of the next one.
      await file.truncate(size).catch(() => {})
      throw thrown
    }
  })
}

/** A new file survives a power cut only when the folders that name it are on the disk too. */
async function syncNames(path: string): Promise<void> {
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    const handle = await open(folder, constants.O_RDONLY)
    await handle.sync().finally(() => handle.close())
  }
}

async function cut(path: string, length: number): Promise<void> {
  await inFile(path, constants.O_WRONLY, async (file) => {
    await file.truncate(length)
    await file.datasync()
  })
}

async function bytesFrom(path: string, offset: number): Promise<Uint8Array> {
  try {
    return await inFile(path, constants.O_RDONLY, async (file) => {
      const size = Math.max(0, (await file.stat()).size - offset)
      const bytes = new Uint8Array(size)
      let filled = 0
      while (filled < size) {
        const { bytesRead } = await file.read(bytes, filled, size - filled, offset + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    })
  } catch (thrown) {
    if (thrown instanceof NoFile) return new Uint8Array()
    throw thrown
  }
}

function pathOf(folder: string, effect: EffectId): string {
  const parsed = parseEffectId(effect)
  if (!parsed) throw new Bug(`not an effect: ${effect}`)
  return join(folder, parsed.run, `${parsed.seq}.ndjson`)
}

function runFolder(run: RunId): RunId {
  if (parseRunId(run) === undefined) throw new Bug(`not a run: ${run}`)
  return run
}

const readUpTo = (chunks: readonly LogChunk[], stream: LogChunk['stream']): number =>
  chunks.reduce((to, chunk) => (chunk.stream === stream ? Math.max(to, chunk.to) : to), 0)
