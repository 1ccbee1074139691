import { Buffer } from 'node:buffer'

/** A file of an archive as it comes: its name, its length, and then its bytes. */
export type TarFile = {
  readonly path: string
  readonly bytes: number
  readonly content: AsyncIterable<Uint8Array>
}

/** POSIX.1-1988 ustar, plain files only, readable by their owner alone: any tar lists and unpacks it. */
const block = 512

export async function* packTar(files: AsyncIterable<TarFile>): AsyncGenerator<Uint8Array> {
  for await (const { path, bytes, content } of files) {
    yield headerOf(path, bytes)
    yield* content
    yield Buffer.alloc(paddingOf(bytes))
  }
  yield Buffer.alloc(2 * block)
}

const paddingOf = (bytes: number): number => (block - (bytes % block)) % block

function headerOf(path: string, bytes: number): Buffer {
  const header = Buffer.alloc(block)
  header.write(path, 0, 100)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  // Eleven octal digits hold 8 GiB; above, GNU's form: the highest bit, then the number.
  if (bytes < 8 ** 11) header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(bytes), 128)
  }
  header.write('00000000000\0', 136)
  header.write('0', 156)
  header.write('ustar', 257)
  header.write('00', 263)
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Of a header's bytes, its own sum taken as blanks. */
const sumOf = (header: Buffer): number =>
  header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)

/** An archive that is none of ours, or not whole. */
export class NotWhole extends Error {}

/** Gives file after file; each must be read (or left) before the next is asked for. Rejects with NotWhole. */
export async function* unpackTar(stream: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const reader = new ByteReader(stream)
  for (;;) {
    const header = await reader.take(block)
    if (header.every((byte) => byte === 0)) return
    const { path, bytes } = readHeader(header)
    let left = bytes
    const content = async function* (): AsyncGenerator<Uint8Array> {
      while (left > 0) {
        const piece = await reader.some(left)
        left -= piece.length
        yield piece
      }
    }
    yield { path, bytes, content: content() }
    while (left > 0) left -= (await reader.some(left)).length
    await reader.take(paddingOf(bytes))
  }
}

function readHeader(header: Buffer): { readonly path: string; readonly bytes: number } {
  const text = (from: number, to: number): string =>
    header.subarray(from, to).toString('latin1').split('\0')[0] ?? ''
  if (Number.parseInt(text(148, 156), 8) !== sumOf(header)) throw new NotWhole('it is damaged')
  if (text(156, 157) !== '0') throw new NotWhole('it holds something else than files')
  const bytes =
    header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8)
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new NotWhole('it is damaged')
  return { path: text(0, 100), bytes }
}

/** Bytes of a stream, as many as are asked for. */
class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#pieces = stream[Symbol.asyncIterator]()
  }

  /** Exactly so many. */
  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) this.#held = Buffer.concat([this.#held, await this.#next()])
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }

  /** At least one, at most so many. */
  async some(most: number): Promise<Buffer> {
    if (this.#held.length === 0) this.#held = Buffer.from(await this.#next())
    return this.take(Math.min(most, this.#held.length))
  }

  async #next(): Promise<Uint8Array> {
    const next = await this.#pieces.next()
    if (next.done) throw new NotWhole('it ends too early')
    return next.value
  }
}
