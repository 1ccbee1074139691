import { crc32, deflateRawSync } from 'node:zlib'

/** Where bytes of a zip file go, in order. */
export type ZipOut = { readonly write: (bytes: Uint8Array) => Promise<void> }

/** Without the 64-bit extension a zip file holds no more than this. */
const bytesMax = 0xffff_fff0
const filesMax = 0xffff

/** Why a file does not go into a zip file. */
export class ZipFull extends Error {}

/**
 * Writes a zip file, one file after the other. Names, times and permissions are the same whoever writes it and
 * whenever: the same files give the same bytes.
 */
export class ZipWriter {
  readonly #out: ZipOut
  readonly #central: Buffer[] = []
  #at = 0

  constructor(out: ZipOut) {
    this.#out = out
  }

  async add(path: string, bytes: Uint8Array): Promise<void> {
    const packed = deflateRawSync(bytes, { level: 9 })
    if (
      this.#central.length >= filesMax ||
      this.#at + packed.length + 1024 > bytesMax ||
      bytes.length > bytesMax
    )
      throw new ZipFull()
    const name = Buffer.from(path)
    const shared = Buffer.alloc(26)
    // Version 2.0; names are UTF-8; deflated; 1980-01-01, the first day there is.
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800, 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt16LE(0, 6)
    shared.writeUInt16LE(0x0021, 8)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x0201_4b50, 0)
    // Made on Unix: readable and writable by its owner only.
    central.writeUInt16LE((3 << 8) | 20, 4)
    shared.copy(central, 6)
    central.writeUInt32LE((0o100_600 << 16) >>> 0, 38)
    central.writeUInt32LE(this.#at, 42)
    this.#central.push(Buffer.concat([central, name]))
    await this.#write(Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, name, packed]))
  }

  /** Writes the directory that ends the file. */
  async end(): Promise<void> {
    const start = this.#at
    const directory = Buffer.concat(this.#central)
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x0605_4b50, 0)
    end.writeUInt16LE(this.#central.length, 8)
    end.writeUInt16LE(this.#central.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(start, 16)
    await this.#write(directory)
    await this.#write(end)
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#out.write(bytes)
    this.#at += bytes.length
  }
}
