import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }))
  afterEach(() => void vi.useRealTimers())
  const dayMs = 86_400_000

  test('calls back once, not before its time', () => {
    const wake = vi.fn()
    systemClock().at(Date.now() + 1500, wake)
    vi.advanceTimersByTime(1499)
    expect(wake).not.toHaveBeenCalled()
    vi.advanceTimersByTime(dayMs)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('a time further away than 2^31 ms is waited for', () => {
    const wake = vi.fn()
    systemClock().at(Date.now() + 40 * dayMs, wake)
    vi.advanceTimersByTime(40 * dayMs - 1)
    expect(wake).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('what is taken back never comes, also after having looked in between', () => {
    const wake = vi.fn()
    const takeBack = systemClock().at(Date.now() + 3 * dayMs, wake)
    vi.advanceTimersByTime(2 * dayMs)
    takeBack()
    vi.advanceTimersByTime(9 * dayMs)
    expect(wake).not.toHaveBeenCalled()
  })

  test('a time that has passed comes at once, but not before `at` returned', () => {
    const wake = vi.fn()
    systemClock().at(Date.now() - 5, wake)
    expect(wake).not.toHaveBeenCalled()
    vi.advanceTimersByTime(0)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('a wall clock that jumped forward is noticed within a minute', () => {
    const wake = vi.fn()
    systemClock().at(Date.now() + dayMs, wake)
    vi.setSystemTime(Date.now() + 2 * dayMs)
    vi.advanceTimersByTime(60_000)
    expect(wake).toHaveBeenCalledTimes(1)
  })

  test('a wall clock that is set back stops nothing: this one goes on, a tenth slower, until that one is there', () => {
    const clock = systemClock()
    const begun = clock.now()
    const wake = vi.fn()
    clock.at(begun + 9_000, wake)
    vi.setSystemTime(begun - 3_600_000)
    expect(clock.now()).toBe(begun)
    vi.advanceTimersByTime(10_000)
    expect(clock.now()).toBe(begun + 9_000)
    expect(wake).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(10 * 3_600_000)
    expect(clock.now()).toBe(Date.now())
  })

  test('what was recorded by a clock that was ahead goes on from there, and the clock itself stays', () => {
    const clock = systemClock()
    const last = clock.now() + 3_600_000
    const ahead = clock.since(last)
    const wake = vi.fn()
    ahead.at(last + 9_000, wake)
    vi.advanceTimersByTime(10_000)
    expect(ahead.now()).toBe(last + 9_000)
    expect(wake).toHaveBeenCalledTimes(1)
    expect(clock.now()).toBe(Date.now())
    expect(clock.since(0).now()).toBe(Date.now())
  })
})
