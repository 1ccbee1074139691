import { describe, expect, test } from 'vitest'
import type { Journal } from '../../src/ports/journal.ts'
import type { Lease, Leases } from '../../src/ports/leases.ts'
import { appendOf, runNumber } from './run.ts'

export type LeasesBench = {
  /** Two openings of one store; both read the time from `clock`. */
  readonly first: Leases & Journal
  readonly second: Leases & Journal
  readonly clock: { nowMs: number }
  remove(): Promise<void>
}

/** What leases must do, and how they fence the journal. */
export function leasesSuite(name: string, make: () => Promise<LeasesBench>): void {
  const check = (title: string, body: (bench: LeasesBench) => Promise<void>) =>
    test(title, async () => {
      const bench = await make()
      try {
        await body(bench)
      } finally {
        await bench.remove()
      }
    })
  describe(`${name} gives leases`, () => {
    holding(check)
    fencing(check)
  })
}

type Check = (title: string, body: (bench: LeasesBench) => Promise<void>) => void
const run = runNumber(1)
const ttlMs = 10_000

async function held(leases: Leases, holder: string): Promise<Lease> {
  const result = await leases.acquire(run, holder, ttlMs)
  expect(result.kind).toBe('held')
  return result.lease
}

function holding(check: Check): void {
  check('the second to ask is told who holds it and until when', async ({ first, second, clock }) => {
    const lease = await held(first, 'a')
    expect(lease).toEqual({ run, holder: 'a', epoch: 1, untilMs: clock.nowMs + ttlMs })
    expect(await second.acquire(run, 'b', ttlMs)).toEqual({ kind: 'busy', lease })
  })

  check('a lease that ran out goes to the next, with a higher epoch', async ({ first, second, clock }) => {
    const lost = await held(first, 'a')
    clock.nowMs += ttlMs + 1
    expect((await held(second, 'b')).epoch).toBe(lost.epoch + 1)
    expect(await first.renew(lost, ttlMs)).toBe(false)
  })

  check('renewing keeps it', async ({ first, second, clock }) => {
    const lease = await held(first, 'a')
    clock.nowMs += ttlMs - 1
    expect(await first.renew(lease, ttlMs)).toBe(true)
    clock.nowMs += ttlMs - 1
    expect((await second.acquire(run, 'b', ttlMs)).kind).toBe('busy')
  })

  check('releasing gives it away at once; the epoch never goes back', async ({ first, second }) => {
    const lease = await held(first, 'a')
    await first.release(lease)
    expect(await first.renew(lease, ttlMs)).toBe(false)
    const next = await held(second, 'b')
    expect(next.epoch).toBe(lease.epoch + 1)
    await first.release(lease)
    expect((await first.acquire(run, 'a', ttlMs)).kind).toBe('busy')
  })

  check('who holds it and asks again keeps its epoch', async ({ first }) => {
    const lease = await held(first, 'a')
    expect((await held(first, 'a')).epoch).toBe(lease.epoch)
  })

  check('of many who ask at once exactly one holds it', async ({ first, second }) => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? first : second).acquire(run, `holder ${index}`, ttlMs),
      ),
    )
    expect(results.filter(({ kind }) => kind === 'held')).toHaveLength(1)
  })

  check('runs are leased apart', async ({ first, second }) => {
    await held(first, 'a')
    expect((await second.acquire(runNumber(2), 'b', ttlMs)).kind).toBe('held')
  })
}

function fencing(check: Check): void {
  check('an append with the epoch of the holder is stored', async ({ first }) => {
    const { epoch } = await held(first, 'a')
    expect(await first.append(appendOf(run, 0, 1, { epoch }))).toBe('appended')
  })

  check(
    'after someone else took it, the one before is fenced and stores nothing',
    async ({ first, second, clock }) => {
      const lost = await held(first, 'a')
      clock.nowMs += ttlMs + 1
      const taken = await held(second, 'b')
      expect(await first.append(appendOf(run, 0, 1, { epoch: lost.epoch }))).toBe('fenced')
      expect(await first.read(run, 0)).toEqual([])
      expect(await second.append(appendOf(run, 0, 1, { epoch: taken.epoch }))).toBe('appended')
    },
  )

  check('a released lease is fenced as well', async ({ first }) => {
    const lease = await held(first, 'a')
    await first.release(lease)
    expect(await first.append(appendOf(run, 0, 1, { epoch: lease.epoch }))).toBe('fenced')
  })

  check('without an epoch any process may decide', async ({ first, second }) => {
    await held(first, 'a')
    expect(await second.append(appendOf(run, 0, 1))).toBe('appended')
  })
}
