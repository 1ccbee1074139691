import type { EffectId, RunId } from '../../run/id.ts'
import { parseEffectId } from '../../run/id.ts'
import { Bug } from '../../text/bug.ts'
import { cancelRequested } from './folder.ts'
import { groupMembersSince, lastPid } from './process.ts'
import type { Job } from './script.ts'
import type { Ended } from './seat.ts'
import { Seat } from './seat.ts'

/** An idle seat goes after this: longer than a run needs between two commands that nothing stands between. */
const idleMs = 2_000

/**
 * Supervisors that stay for their run's next command, so that a command costs one process and not two (decision
 * 0008). Each leads a session and a group, carries out one attempt at a time, and is used again only when nothing of
 * the last one is left in its group: a group is always one attempt's.
 */
export class Seats {
  readonly #idle = new Map<RunId, Set<Seat>>()

  /** Carries out a job whose start is durable, and waits for its end. */
  async carryOut(job: Job): Promise<Ended> {
    const run = runOf(job.effect)
    const seat = this.#take(run)
    const from = lastPid()
    const ended = await seat.carryOut(job)
    const alone = from !== undefined && groupMembersSince(from, seat.pid) === 'none'
    if (alone && !cancelRequested(job.folder)) this.#keep(run, seat)
    else seat.close()
    return ended
  }

  /** For this run nothing more is carried out. */
  close(run: RunId): void {
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

function runOf(effect: EffectId): RunId {
  const parsed = parseEffectId(effect)
  if (!parsed) throw new Bug(`not an effect: ${effect}`)
  return parsed.run
}
