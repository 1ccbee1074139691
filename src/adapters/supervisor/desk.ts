import type { Connections, Destinations, Launch, Programs } from '../../executors/launch.ts'
import type { Place } from '../../ports/executor.ts'
import type { Logs } from '../../ports/logs.ts'
import type { EffectId } from '../../run/id.ts'
import type { Terminal } from './attach.ts'
import type { AttemptRecord } from './folder.ts'
import type { Seats } from './seats.ts'
import type { Mask } from './spool.ts'

/** What the executor is made with. */
export type SupervisorOptions = {
  /** Absolute, private (0700), outside any checkout. */
  readonly attemptsFolder: string
  readonly logs: Logs
  readonly maskFactory: (secrets: readonly string[]) => Mask
  /** What every command's environment starts from: `cleanEnvironment(process.env, …)`. */
  readonly baseEnvironment: Readonly<Record<string, string>>
  /** Absolute: where a command works that names no directory. */
  readonly directory: string
  readonly place: Place
  readonly programs: Programs
  readonly connections: Connections
  readonly destinations: Destinations
  /** The terminal that this process has and may lend to a command. */
  readonly terminal: Terminal | 'none'
  /** How much of the end of standard output an outcome holds. 1 MiB unless told. */
  readonly captureMaxBytes?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** An attempt whose folder is made. */
export type Prepared = {
  readonly record: AttemptRecord
  readonly launched: Launch | { readonly refused: string }
}

/** What the executor's parts share. */
export type Desk = Required<SupervisorOptions> & {
  readonly prepared: Map<EffectId, Prepared>
  readonly seats: Seats
  /** Values of variables that are never stored, by reference: see `carry.ts`. */
  readonly carried: Map<string, string>
}
