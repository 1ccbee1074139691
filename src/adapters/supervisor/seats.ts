import type { EffectId, RunId } from '../../run/id.ts'
import { cancelRequested, runOf } from './folder.ts'
import { groupMembersSince, lastPid } from './process.ts'
import type { Job } from './script.ts'
import type { Ended } from './seat.ts'
import { Seat } from './seat.ts'

/** An idle seat goes after this: longer than a run needs between two commands that nothing stands between. */
const idleMs = 2_000

/** A job at the gate: nothing of it is done before `open`. */
export type Held = {
  /** Its start is durable: it begins, and its end is waited for. */
  open(): Promise<Ended>
  /** It never begins. */
  close(): void
}

/**
 * Supervisors that stay for their run's next command, so that a command costs one process and not two (decision
 * 0008). Each leads a session and a group, carries out one attempt at a time, and is used again only when nothing of
 * the last one is left in its group: a group is always one attempt's.
 */
export class Seats {
  readonly #idle = new Map<RunId, Set<Seat>>()
  readonly #held = new Map<EffectId, Seat>()

  /** Takes a job up to the gate while its start is being written down. */
  hold(job: Job): Held {
    const run = runOf(job.effect)
    const seat = this.#take(run)
    const from = lastPid()
    seat.hold(job)
    this.#held.set(job.effect, seat)
    return {
      open: async () => {
        this.#held.delete(job.effect)
        const ended = await seat.open()
        // What stands at the gate for one job would let the next one begin: it goes with its seat.
        const alone =
          ended.kind === 'done' && from !== undefined && groupMembersSince(from, seat.pid) === 'none'
        if (alone && !cancelRequested(job.folder)) this.#keep(run, seat)
        else seat.close()
        return ended
      },
      close: () => {
        this.#held.delete(job.effect)
        seat.close()
      },
    }
  }

  /** For this run nothing more is carried out. */
  close(run: RunId): void {
    for (const [effect, seat] of this.#held) {
      if (runOf(effect) !== run) continue
      seat.close()
      this.#held.delete(effect)
    }
    for (const seat of this.#idle.get(run) ?? []) seat.close()
    this.#idle.delete(run)
  }

  #take(run: RunId): Seat {
    const idle = this.#idle.get(run) ?? []
    for (const seat of idle) {
      this.#forget(run, seat)
      if (!seat.gone) return seat
    }
    return new Seat()
  }

  #keep(run: RunId, seat: Seat): void {
    this.#idle.set(run, (this.#idle.get(run) ?? new Set()).add(seat))
    seat.rest(idleMs, () => this.#forget(run, seat))
  }

  #forget(run: RunId, seat: Seat): void {
    const idle = this.#idle.get(run)
    idle?.delete(seat)
    if (idle?.size === 0) this.#idle.delete(run)
  }
}
