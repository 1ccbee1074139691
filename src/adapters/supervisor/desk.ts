import type { Connections, Destinations, Launch, Programs } from '../../executors/launch.ts'
import type { EgressPolicy } from '../../ports/egress.ts'
import type { Place } from '../../ports/executor.ts'
import type { Logs, LogWriter } from '../../ports/logs.ts'
import type { EffectId } from '../../run/id.ts'
import type { Terminal } from './attach.ts'
import type { AttemptRecord } from './folder.ts'
import type { Held, Seats } from './seats.ts'
import type { Spares } from './spares.ts'
import type { Mask, SpoolFiles } from './spool.ts'

/** What the executor is made with. */
export type SupervisorOptions = {
  /** Absolute, private (0700), outside any checkout. */
  readonly attemptsFolder: string
  /** Without `read` they are kept elsewhere, by whoever makes the hash of what is logged. */
  readonly logs: LogWriter & Partial<Pick<Logs, 'read'>>
  readonly maskFactory: (secrets: readonly string[]) => Mask
  /** What every command's environment starts from: `cleanEnvironment(process.env, …)`. */
  readonly baseEnvironment: Readonly<Record<string, string>>
  /** Absolute: where a command works that names no directory. */
  readonly directory: string
  readonly place: Place
  readonly programs: Programs
  readonly connections: Connections
  readonly destinations: Destinations
  /** What our own programs may reach; `free`: whatever this machine reaches. */
  readonly egress?: EgressPolicy | 'free'
  /** The terminal that this process has and may lend to a command. */
  readonly terminal: Terminal | 'none'
  /** How much of the end of standard output an outcome holds. 1 MiB unless told. */
  readonly captureMaxBytes?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** An attempt whose folder is made: ready to begin, or it cannot be carried out here. */
export type Prepared =
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'ready'
      readonly record: AttemptRecord
      readonly launch: Launch
      readonly files: SpoolFiles
      /** Its supervisor waits at the gate; absent where it has one of its own. */
      readonly held: Held | undefined
    }

/** What the executor's parts share. */
export type Desk = Required<SupervisorOptions> & {
  readonly prepared: Map<EffectId, Prepared>
  readonly seats: Seats
  readonly spares: Spares
  /** Values of variables that are never stored, by reference: see `carry.ts`. */
  readonly carried: Map<string, string>
}
