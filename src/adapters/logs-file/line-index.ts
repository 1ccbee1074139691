import type { FileHandle } from 'node:fs/promises'
import { constants } from 'node:fs/promises'
import type { LogChunk, LogPage } from '../../ports/logs.ts'
import type { OpenLines, OutputLine } from '../../run/output-lines.ts'
import { lineCharsMax, noOpenLines, openLines, OutputLines } from '../../run/output-lines.ts'
import { damaged, inFile, NoFile } from './file.ts'
import { wholeChunks } from './line.ts'

/** A place in a log's file where a chunk begins: everything that is needed to go on from there. */
type Mark = {
  /** Bytes before it. */
  readonly offset: number
  /** Lines that ended before it. */
  readonly lines: number
  readonly open: OpenLines
}

const beginning: Mark = { offset: 0, lines: 0, open: noOpenLines }

/** Read at once when a log is read through; there is a mark for each: what is read, at most, to find a line. */
const markBytes = 2 ** 20

/** Beyond what is asked for, so much is read through in one turn: who waits for the first lines sees them soon. */
const turnBytes = 16 * markBytes

/** Read at once to find a line. */
export const pieceBytes = 2 ** 18

const nothing: LogPage = { from: 0, lines: [], all: 0, ended: 0, more: false }

/**
 * Where in a log's file its lines are, for some of them. The file is read through once, in pieces, and then only what
 * was appended; a page is read from the nearest mark before it. Nothing of the log stays in memory.
 */
export class LineIndex {
  readonly #path: string
  #marks: Mark[] = [beginning]
  #end: Mark = beginning
  /** A file that was put in another's place has another number. */
  #inode: number | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  page(range: { readonly from: number; readonly count: number }): Promise<LogPage> {
    // One after the other: who comes while the log is read through has it read already.
    const page = this.#turn.then(() => this.#read(range))
    this.#turn = page.catch(() => undefined)
    return page
  }

  async #read({ from, count }: { readonly from: number; readonly count: number }): Promise<LogPage> {
    try {
      return await inFile(this.#path, constants.O_RDONLY, async (file) => {
        const more = await this.#extend(file, from + count)
        return { ...(await this.#collect(file, from, count)), more }
      })
    } catch (thrown) {
      if (thrown instanceof NoFile) return nothing
      throw thrown
    }
  }

  /** Reads on to where a line stands, and some more; true when there is still more. */
  async #extend(file: FileHandle, line: number): Promise<boolean> {
    const { ino, size } = await file.stat()
    if (ino !== this.#inode || size < this.#end.offset) {
      this.#marks = [beginning]
      this.#end = beginning
      this.#inode = ino
    }
    const lines = new OutputLines(this.#end.open, lineCharsMax)
    let ended = this.#end.lines
    const enough = this.#end.offset + turnBytes
    for await (const { chunks, offset } of chunksOf(file, this.#path, [this.#end.offset, size], markBytes)) {
      for (const { stream, text } of chunks) ended += lines.skip(stream, text)
      this.#end = { offset, lines: ended, open: lines.open }
      if (offset - (this.#marks.at(-1)?.offset ?? 0) >= markBytes / 2) this.#marks.push(this.#end)
      if (offset >= enough && ended >= line && offset < size) return true
    }
    return false
  }

  async #collect(file: FileHandle, from: number, count: number): Promise<Omit<LogPage, 'more'>> {
    const end = this.#end
    const mark = this.#markBefore(from)
    const source = new OutputLines(mark.open, lineCharsMax)
    const found: OutputLine[] = []
    let at = mark.lines
    for await (const { chunks } of chunksOf(file, this.#path, [mark.offset, end.offset], pieceBytes)) {
      for (const { stream, text } of chunks)
        for (const line of source.push(stream, text)) {
          if (at >= from && found.length < count) found.push(line)
          at++
        }
      if (found.length >= count) break
    }
    const open = openLines(end.open)
    const all = end.lines + open.length
    if (found.length < count) found.push(...open.slice(Math.max(0, from - end.lines)))
    return { from, lines: found.slice(0, count), all, ended: end.lines }
  }

  #markBefore(line: number): Mark {
    let [low, high] = [0, this.#marks.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#marks[middle]?.lines ?? 0) <= line) low = middle
      else high = middle - 1
    }
    return this.#marks[low] ?? beginning
  }
}

export type SomeChunks = { readonly chunks: readonly LogChunk[]; readonly offset: number }

/** The whole chunks of a part of a file, a piece at a time, each with where it ends. */
async function* chunksOf(
  file: FileHandle,
  path: string,
  [from, to]: readonly [from: number, to: number],
  bytes: number,
): AsyncGenerator<SomeChunks> {
  for (let offset = from; offset < to;) {
    const next = await nextChunks(file, path, offset, bytes)
    if (!next) return
    yield next
    offset = next.offset
  }
}

/** The whole chunks of a piece of a log's file, and where the next piece begins; undefined when there are none. */
export async function nextChunks(
  file: FileHandle,
  path: string,
  offset: number,
  bytes: number,
): Promise<SomeChunks | undefined> {
  // A chunk may be longer than that.
  for (let size = bytes; ; size *= 2) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, offset)
    const { chunks, length, damagedAt } = wholeChunks(buffer.subarray(0, bytesRead))
    if (damagedAt !== undefined) throw damaged(path, offset + damagedAt)
    if (chunks.length > 0) return { chunks, offset: offset + length }
    if (bytesRead < size) return undefined
  }
}
