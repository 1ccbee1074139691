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
      await logs.replace(effect, [chunk(0, 'nothing\n')])
      expect(await logs.read(effect, 0)).toEqual([chunk(0, 'nothing\n')])
      expect(await other.read(effect, 0)).toEqual([chunk(0, 'nothing\n')])
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
