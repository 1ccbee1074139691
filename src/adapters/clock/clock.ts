import type { Clock } from '../../ports/clock.ts'

/**
 * The computer's own clock, except when it is set back: then this one runs on, a tenth slower, until the other has
 * caught up. A limit, a lease or a wait that was measured would last as much longer as the clock was set back, and
 * the record would say that things ended before they began. A timer keeps the process alive until it fires or is
 * taken back.
 */
export const systemClock = (): Clock => clockSince(0)

function clockSince(lastMs: number): Clock {
  const now = steadyNow(lastMs)
  return {
    now,
    at(atMs, wake) {
      let timer: ReturnType<typeof setTimeout>
      const look = () => {
        // A timer may fire a millisecond early by the wall clock: "not before" is asked again here.
        const leftMs = atMs - now()
        if (leftMs <= 0) wake()
        else timer = setTimeout(look, Math.min(leftMs, lookEveryMs))
      }
      timer = setTimeout(look, Math.min(Math.max(0, atMs - now()), lookEveryMs))
      return () => clearTimeout(timer)
    },
    since: (ms) => clockSince(Math.max(ms, now())),
  }
}

/**
 * Timers count running time, due times are wall time: a laptop that slept or a corrected clock is noticed
 * within a minute. It also keeps far below 2^31 ms, beyond which Node fires at once.
 */
const lookEveryMs = 60_000

/** How fast time goes while the wall clock is behind: an hour is caught up within ten. */
const catchUpRate = 0.9

function steadyNow(lastMs: number): () => number {
  let at = Math.max(Date.now(), lastMs)
  let running = performance.now()
  return () => {
    const runningNow = performance.now()
    at = Math.max(Date.now(), at + (runningNow - running) * catchUpRate)
    running = runningNow
    return Math.floor(at)
  }
}
