import type { Clock } from '../../ports/clock.ts'

/** The computer's own clock. A timer keeps the process alive until it fires or is taken back. */
export const systemClock = (): Clock => ({
  now: () => Date.now(),
  at(atMs, wake) {
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      // A timer may fire a millisecond early by the wall clock: "not before" is asked again here.
      const leftMs = atMs - Date.now()
      if (leftMs <= 0) wake()
      else timer = setTimeout(look, Math.min(leftMs, lookEveryMs))
    }
    timer = setTimeout(look, Math.min(Math.max(0, atMs - Date.now()), lookEveryMs))
    return () => clearTimeout(timer)
  },
})

/**
 * Timers count running time, due times are wall time: a laptop that slept or a corrected clock is noticed
 * within a minute. It also keeps far below 2^31 ms, beyond which Node fires at once.
 */
const lookEveryMs = 60_000
