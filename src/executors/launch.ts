import type { ServerTarget, SqlTarget } from '../action/sql-connection.ts'
import type { EgressPolicy } from '../ports/egress.ts'
import type { Destination } from './notify/destination.ts'

/** A command ready to be started: every action becomes one, so that one supervisor carries all of them out. */
export type Launch = {
  /** Absolute path of the program, and its arguments. Never a value from outside, never a secret. */
  readonly argv: readonly [program: string, ...arguments_: string[]]
  /**
   * The same, begun before it may do anything: it waits at descriptor 3 for a line, takes the attempt's claim with it,
   * and only then goes on; with no line, or no claim, it leaves. Absent where the program is not ours to tell.
   */
  readonly held?: readonly [program: string, ...arguments_: string[]]
  /** Written into the attempt's folder before the start. */
  readonly files: readonly LaunchFile[]
  readonly environment: Readonly<Record<string, string>>
  /** Absolute. */
  readonly cwd: string
  /** `none`: no input, output to the spool. Else a program of ours holds its terminal, and one joins it at the socket. */
  readonly terminal: 'none' | { readonly socket: string }
  /** Variables that the command leaves in the file `session` when it succeeds; absent when it leaves none. */
  readonly captures?: readonly string[]
  /**
   * The program can be started again for the same effect and never does it twice: it takes up what it left. It is
   * given this long to end after it was asked to, before it is killed.
   */
  readonly resumable?: { readonly endsWithinMs: number }
  /** What was looked up on this machine and must not be shown. */
  readonly masks?: readonly string[]
}

export type LaunchFile = { readonly name: string; readonly text: string }

/** A launch, or why this machine cannot carry the action out: what is missing, and what to do. */
export type LaunchResult =
  | { readonly kind: 'launch'; readonly launch: Launch }
  | { readonly kind: 'refused'; readonly message: string }

/** What a launch is made with. */
export type LaunchContext = {
  /** The attempt's folder, absolute. */
  readonly folder: string
  /** The clean environment every command starts from: `cleanEnvironment`. */
  readonly base: Readonly<Record<string, string>>
  /** Secrets by the environment name that will hold them. */
  readonly secrets: Readonly<Record<string, string>>
  /** Where a command works that names no directory. */
  readonly directory: string
  readonly programs: Programs
  /** Of each stream. */
  readonly outputMaxBytes: number
  readonly connections: Connections
  readonly destinations: Destinations
  /** What requests, notifications and mail may reach; without it whatever the person's own machine reaches. */
  readonly egress?: EgressPolicy
}

/** What the installation knows of databases, by name; a library never says it. */
export interface Connections {
  find(name: string): Promise<FoundConnection>
  /** A password kept for exactly this server, as `.pgpass` has it. */
  passwordFor(target: ServerTarget): Promise<string | undefined>
}

export type FoundConnection =
  | { readonly kind: 'connection'; readonly target: SqlTarget; readonly password?: string }
  | { readonly kind: 'refused'; readonly message: string }

/** Where the installation sends notifications, by name; a library never says it. */
export interface Destinations {
  find(name: string): Promise<FoundDestination>
}

export type FoundDestination =
  | { readonly kind: 'destination'; readonly destination: Destination }
  | { readonly kind: 'refused'; readonly message: string }

/** Our own programs: this Node, and the entries that carry out actions. A bundle has its own. */
export type Programs = {
  readonly node: string
  readonly sql: URL
  readonly http: URL
  readonly ssh: URL
  readonly notify: URL
  readonly terminal: URL
}
