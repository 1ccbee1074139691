import { describe, expect, test } from 'vitest'
import type { LogChunk, Logs } from '../../src/ports/logs.ts'
import type { EffectId } from '../../src/run/id.ts'
import { effectId } from '../../src/run/id.ts'
import { runNumber } from './run.ts'

export type LogsBench = {
  /** The same store each time, as another process would open it. */
  open(): Logs
  /** Leaves what a crash in the middle of an append leaves. */
  tear(effect: EffectId): Promise<void>
  remove(): Promise<void>
}

/** What logs must do. `make` gives an empty store. */
export function logsSuite(name: string, make: () => Promise<LogsBench>): void {
  const check = (title: string, body: (logs: Logs, bench: LogsBench) => Promise<void>) =>
    test(title, async () => {
      const bench = await make()
      try {
        await body(bench.open(), bench)
      } finally {
        await bench.remove()
      }
    })
  describe(`${name} keeps logs`, () => {
    keeping(check)
    paging(check)
    tearing(check)
    removing(check)
  })
}

type Check = (title: string, body: (logs: Logs, bench: LogsBench) => Promise<void>) => void
const effect = effectId(runNumber(1), 7)

const chunk = (from: number, text: string, stream: LogChunk['stream'] = 'stdout'): LogChunk => ({
  stream,
  from,
  to: from + new TextEncoder().encode(text).length,
  at: 1_700_000_000_000,
  text,
})

function keeping(check: Check): void {
  check('chunks come back as they went in, in order, whatever characters they hold', async (logs) => {
    const chunks = [
      chunk(0, 'line\nline\r\n'),
      chunk(0, '\u2028"quoted" \\ \0 \x1b[31m', 'stderr'),
      chunk(11, '⚙︎ 漢字 🚀'),
      chunk(40, '\ud800 alone'),
      chunk(50, ''),
    ]
    await logs.append(effect, chunks.slice(0, 2))
    await logs.append(effect, chunks.slice(2))
    expect(await logs.read(effect, 0)).toEqual(chunks)
  })

  check('a log that was never written is empty', async (logs) => {
    expect(await logs.read(effect, 0)).toEqual([])
    expect(await logs.reopen(effect)).toEqual({ stdout: 0, stderr: 0 })
    await logs.append(effect, [])
    expect(await logs.read(effect, 0)).toEqual([])
  })

  check('following a log gives each chunk once', async (logs, bench) => {
    const follower = bench.open()
    const seen: LogChunk[] = []
    for (let turn = 0; turn < 20; turn++) {
      await logs.append(effect, [chunk(turn * 10, `first ${turn}`), chunk(turn * 10 + 5, `then ${turn}`)])
      seen.push(...(await follower.read(effect, seen.length)))
    }
    expect(seen).toHaveLength(40)
    expect(seen).toEqual(await logs.read(effect, 0))
    expect(await follower.read(effect, 38)).toEqual(seen.slice(38))
    expect(await follower.read(effect, 5)).toEqual(seen.slice(5))
    expect(await follower.read(effect, 41)).toEqual([])
  })

  check('appends asked for without waiting are kept in the order of asking', async (logs) => {
    await Promise.all(Array.from({ length: 100 }, (_, index) => logs.append(effect, [chunk(index, 'x')])))
    expect((await logs.read(effect, 0)).map(({ from }) => from)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    )
  })

  check('effects have logs apart', async (logs) => {
    const others = [effectId(runNumber(1), 8), effectId(runNumber(2), 7)]
    await Promise.all(
      [effect, ...others].map((each, index) => logs.append(each, [chunk(index, String(index))])),
    )
    for (const [index, each] of [effect, ...others].entries()) {
      expect((await logs.read(each, 0)).map(({ text }) => text)).toEqual([String(index)])
    }
  })

  check('a large chunk comes back whole', async (logs) => {
    const text = 'a line of output that is not short\n'.repeat(30_000)
    await logs.append(effect, [chunk(0, text)])
    expect((await logs.read(effect, 0))[0]?.text === text).toBe(true)
  })
}

function paging(check: Check): void {
  const printed = [
    chunk(0, 'one\ntwo\nthr'),
    chunk(0, 'oh\n', 'stderr'),
    chunk(11, 'ee\n\u001b[31mred\n'),
    chunk(25, 'still red\u001b[0m\nlast'),
    chunk(3, 'oh no', 'stderr'),
  ]
  const lines = [
    { stream: 'stdout', text: 'one' },
    { stream: 'stdout', text: 'two' },
    { stream: 'stderr', text: 'oh' },
    { stream: 'stdout', text: 'three' },
    { stream: 'stdout', text: '\u001b[31mred' },
    { stream: 'stdout', text: 'still red\u001b[0m', look: '\u001b[31m' },
    { stream: 'stdout', text: 'last' },
    { stream: 'stderr', text: 'oh no' },
  ]

  check('any lines can be read: in the order they ended, those without an end last', async (logs) => {
    await logs.append(effect, printed)
    const counts = { all: 8, ended: 6, more: false }
    for (let from = 0; from <= 9; from++)
      for (let count = 0; count <= 9; count++)
        expect(await logs.lines(effect, { from, count })).toEqual({
          from,
          lines: lines.slice(from, from + count),
          ...counts,
        })
  })

  check('a log that was never written has no lines', async (logs) => {
    expect(await logs.lines(effect, { from: 0, count: 9 })).toEqual({
      from: 0,
      lines: [],
      all: 0,
      ended: 0,
      more: false,
    })
  })

  check('lines that came since are there, whoever reads', async (logs, bench) => {
    const follower = bench.open()
    for (const [index, each] of printed.entries()) {
      await logs.append(effect, [each])
      const seen = await follower.lines(effect, { from: 0, count: 99 })
      expect(seen.lines.slice(0, seen.ended)).toEqual(lines.slice(0, seen.ended))
      expect(seen.all).toBe([3, 4, 5, 7, 8][index])
    }
  })

  check('pages of a long log are what its lines are, wherever they begin', async (logs) => {
    const text = (n: number): string => `${n} ${'x'.repeat(n % 300)}${n % 7 === 0 ? '\u001b[3m' : ''}\n`
    let at = 0
    for (let part = 0; part < 20; part++) {
      const piece = Array.from({ length: 1_000 }, (_, n) => text(part * 1_000 + n)).join('')
      await logs.append(effect, [chunk(at, piece)])
      at += piece.length
    }
    for (const from of [0, 1, 999, 1_000, 7_777, 12_345, 19_990]) {
      const page = await logs.lines(effect, { from, count: 20 })
      expect(page.lines.map((line) => `${line.text}\n`)).toEqual(
        Array.from({ length: Math.min(20, 20_000 - from) }, (_, n) => text(from + n)),
      )
      expect(page).toMatchObject({ from, all: 20_000, ended: 20_000 })
    }
  })

  check(
    'a line without an end is cut where nobody reads on, and what is written over is gone',
    async (logs) => {
      await logs.append(effect, [
        ...Array.from({ length: 40 }, (_, n) => chunk(n * 1000, 'y'.repeat(1_000))),
        ...Array.from({ length: 4000 }, (_, n) => chunk(n, `\r${n} of 4000`, 'stderr')),
      ])
      const { lines: shown, all } = await logs.lines(effect, { from: 0, count: 9 })
      expect(all).toBe(2)
      expect(shown[0]?.text).toMatch(/^y{8192}…$/)
      expect(shown[1]?.text.length).toBeLessThan(9_000)
      expect(shown[1]?.text.endsWith('\r3999 of 4000')).toBe(true)
    },
  )

  check('the stream gives every chunk once, in order', async (logs) => {
    const many = Array.from({ length: 3_000 }, (_, n) => chunk(n * 500, `${n} ${'z'.repeat(490)}\n`))
    await logs.append(effect, many)
    const seen: LogChunk[] = []
    for await (const some of logs.stream(effect)) seen.push(...some)
    expect(seen).toEqual(many)
    for await (const some of logs.stream(effectId(runNumber(3), 1))) seen.push(...some)
    expect(seen).toHaveLength(3_000)
  })
}

function tearing(check: Check): void {
  check('reopening says up to where each stream was read', async (logs, bench) => {
    await logs.append(effect, [chunk(0, 'four'), chunk(0, 'fiver', 'stderr'), chunk(4, 'ab')])
    expect(await bench.open().reopen(effect)).toEqual({ stdout: 6, stderr: 5 })
  })

  check('a cut tail is left out of reading and taken away by reopening', async (logs, bench) => {
    const whole = [chunk(0, 'four'), chunk(4, 'more')]
    await logs.append(effect, whole)
    await bench.tear(effect)
    const again = bench.open()
    expect(await again.read(effect, 0)).toEqual(whole)
    expect(await again.reopen(effect)).toEqual({ stdout: 8, stderr: 0 })
    await again.append(effect, [chunk(8, 'after')])
    expect(await again.read(effect, 0)).toEqual([...whole, chunk(8, 'after')])
    expect(await logs.read(effect, 2)).toEqual([chunk(8, 'after')])
  })
}

function removing(check: Check): void {
  check(
    'what is put in place of a log is all that is there, also for who read it before',
    async (logs, bench) => {
      const other = bench.open()
      await logs.append(effect, [chunk(0, 'a secret\n'), chunk(9, 'more\n')])
      await logs.read(effect, 0)
      await other.lines(effect, { from: 0, count: 9 })
      await logs.replace(effect, [chunk(0, 'nothing\n')])
      expect(await logs.read(effect, 0)).toEqual([chunk(0, 'nothing\n')])
      expect(await other.read(effect, 0)).toEqual([chunk(0, 'nothing\n')])
      expect(await other.lines(effect, { from: 0, count: 9 })).toMatchObject({
        lines: [{ text: 'nothing' }],
        all: 1,
      })
      await logs.append(effect, [chunk(14, 'later\n')])
      expect(await logs.read(effect, 1)).toEqual([chunk(14, 'later\n')])
    },
  )

  check('a removed run has no logs; its neighbours have theirs', async (logs) => {
    const neighbour = effectId(runNumber(2), 7)
    await logs.append(effect, [chunk(0, 'a')])
    await logs.append(neighbour, [chunk(0, 'b')])
    await logs.remove(runNumber(1))
    await logs.remove(runNumber(1))
    expect(await logs.read(effect, 0)).toEqual([])
    expect(await logs.read(neighbour, 0)).toEqual([chunk(0, 'b')])
  })
}
