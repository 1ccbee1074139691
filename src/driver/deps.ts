import type { Hasher } from '../hash/sha256.ts'
import type { Clock } from '../ports/clock.ts'
import type { Executor } from '../ports/executor.ts'
import type { Ids } from '../ports/ids.ts'
import type { Journal } from '../ports/journal.ts'
import type { Lease, Leases } from '../ports/leases.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Circumstances } from '../run/input.ts'
import type { RunId } from '../run/id.ts'

/** Everything driving needs from outside, as ports. */
export type DriverDeps = {
  readonly journal: Journal
  readonly leases: Leases
  readonly executor: Executor
  readonly secrets: Secrets
  readonly clock: Clock
  readonly ids: Ids
  /** Faster than the pure one, which is used without it. */
  readonly hash?: Hasher
  readonly evaluate: Circumstances['evaluate']
  /** Names every command's environment sets. */
  readonly environment: ReadonlySet<string>
  /** Names this process among all that may hold leases. */
  readonly holder: string
  /** Whether the process behind a holder's name is gone for certain. */
  readonly isGone: (holder: string) => boolean
  /** Bytes of output kept for each stream of an attempt. */
  readonly outputMaxBytes: number
}

/** A lease lasts this long without renewal: longer than a busy machine stalls, short enough to take over soon. */
export const leaseMs = 15_000
export const renewEveryMs = 4_000

/** The run's lease, or the name of whoever holds it. A holder that is certainly gone does not count. */
export async function takeLease(deps: DriverDeps, run: RunId): Promise<Lease | string> {
  const first = await deps.leases.acquire(run, deps.holder, leaseMs)
  if (first.kind === 'held') return first.lease
  if (!deps.isGone(first.lease.holder)) return first.lease.holder
  await deps.leases.release(first.lease)
  const second = await deps.leases.acquire(run, deps.holder, leaseMs)
  return second.kind === 'held' ? second.lease : second.lease.holder
}
