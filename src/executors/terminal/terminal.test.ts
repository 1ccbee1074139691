import { describe, expect, test } from 'vitest'
import { encodeFrame, frameReader } from './frames.ts'
import { TerminalModes } from './modes.ts'

test('frames come whole, however the wire cuts them', () => {
  const keys = { kind: 'keys', bytes: Buffer.from('é\u0003') } as const
  const window = { kind: 'window', columns: 90, rows: 20 } as const
  const bytes = Buffer.concat([encodeFrame(keys), encodeFrame(window)])
  for (let cut = 0; cut <= bytes.length; cut++) {
    const read = frameReader()
    const frames = [...(read(bytes.subarray(0, cut)) ?? []), ...(read(bytes.subarray(cut)) ?? [])]
    expect(frames).toEqual([keys, window])
  }
})

test('what is no frame is not read on', () => {
  for (const bytes of [
    [9, 0, 0, 0, 0],
    [1, 255, 255, 255, 255],
    [2, 0, 0, 0, 1, 0],
  ])
    expect(frameReader()(Uint8Array.from(bytes))).toBeUndefined()
  const huge = Uint8Array.from([2, 0, 0, 0, 4, 255, 255, 0, 0])
  expect(frameReader()(huge)).toEqual([{ kind: 'window', columns: 1000, rows: 1 }])
})

describe('modes a program sets', () => {
  const after = (...pieces: readonly string[]): TerminalModes => {
    const modes = new TerminalModes()
    for (const piece of pieces) modes.feed(Buffer.from(piece))
    return modes
  }
  test('are given to a terminal that joins, and taken from one that is left', () => {
    const modes = after('\u001b[?1049;2004h\u001b[?25l', 'text')
    expect(modes.isOnOtherScreen).toBe(true)
    expect(modes.enter()).toBe('\u001b[?1049h\u001b[?2004h\u001b[?25l')
    expect(modes.leave()).toBe('\u001b[?1049l\u001b[?2004l\u001b[?25h\u001b[0m')
  })
  test('are followed when a sequence is cut, and when they are taken back', () => {
    expect(after('\u001b[?10', '49h').isOnOtherScreen).toBe(true)
    expect(after('\u001b', '[?1049h', '\u001b[?1049', 'l').isOnOtherScreen).toBe(false)
    expect(after('plain').enter()).toBe('')
  })
})
