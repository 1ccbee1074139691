/** What whoever holds a terminal tells the program that holds the command's: keys, and the size of the window. */
export type Frame =
  | { readonly kind: 'keys'; readonly bytes: Uint8Array }
  | { readonly kind: 'window'; readonly columns: number; readonly rows: number }

const codes = { keys: 1, window: 2 } as const

/** A frame as bytes: its kind, its length in four, what it holds. */
export function encodeFrame(frame: Frame): Uint8Array {
  const body = frame.kind === 'keys' ? Buffer.from(frame.bytes) : windowBody(frame)
  const head = Buffer.alloc(5)
  head.writeUInt8(codes[frame.kind], 0)
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

function windowBody({ columns, rows }: Extract<Frame, { kind: 'window' }>): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt16BE(columns, 0)
  body.writeUInt16BE(rows, 2)
  return body
}

/** Keys come in pieces: a longer frame is not ours. */
const lengthMax = 2 ** 20

/** Takes bytes as they come and gives the frames that are whole; undefined when they are not frames. */
export function frameReader(): (bytes: Uint8Array) => readonly Frame[] | undefined {
  let held: Buffer = Buffer.alloc(0)
  return (bytes) => {
    held = Buffer.concat([held, bytes])
    const frames: Frame[] = []
    while (held.length >= 5) {
      const length = held.readUInt32BE(1)
      if (length > lengthMax) return undefined
      if (held.length < 5 + length) break
      const frame = decode(held.readUInt8(0), held.subarray(5, 5 + length))
      if (!frame) return undefined
      frames.push(frame)
      held = held.subarray(5 + length)
    }
    return frames
  }
}

function decode(code: number, body: Buffer): Frame | undefined {
  if (code === codes.keys) return { kind: 'keys', bytes: body }
  if (code !== codes.window || body.length !== 4) return undefined
  return { kind: 'window', columns: size(body.readUInt16BE(0)), rows: size(body.readUInt16BE(2)) }
}

const size = (cells: number): number => Math.min(Math.max(cells, 1), 1000)
