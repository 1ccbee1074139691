import type { AccountsDesk, App, Trouble } from '../app/app.ts'
import type { EgressPolicy } from '../ports/egress.ts'
import type { RunnerEnd, RunnerNews, Runners } from '../ports/runners.ts'

/** Everything outside that the command line touches, given by the entry point (and by tests). */
export type CliWorld = {
  readonly stdin: CliInput
  readonly stdout: CliOutput
  readonly stderr: CliOutput
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Absolute: what names on the command line are relative to. */
  readonly folder: string
  /** The product's version, as `--version` prints it. */
  readonly version: string
  /** Of the runtime: `24.1.0`. */
  readonly nodeVersion: string
  readonly now: () => number
  readonly openApp: (options: AppOptions) => Promise<OpenedApp | Trouble>
  /** Speaks with an agent over standard input and output until the other side ends it. */
  readonly serveAgents: (
    options: Pick<AppOptions, 'library' | 'ref' | 'data'>,
  ) => Promise<{ readonly kind: 'ended' } | Trouble>
  /** What a server would be told here: by which file, and each value by whom. */
  readonly serverConfig: (words: ConfigWords) => Promise<SeenConfig | Trouble>
  /** Puts a backup back where there is nothing yet. Paths are absolute. */
  readonly restore: (
    file: string,
    options: Pick<AppOptions, 'library' | 'data'>,
  ) => Promise<RestoredRecords | Trouble>
  readonly serve: (words: ConfigWords) => Promise<Served | Trouble>
  readonly runRunner: (options: RunnerOptions) => Promise<WorkingRunner | Trouble>
  /** Absolute path of a program on `PATH`; undefined when it is not there. */
  readonly findProgram: (name: string) => string | undefined
  /** Ends the process at once, whatever it is doing. */
  readonly exit: (code: number) => void
  /** Calls back for INT, TERM and HUP sent to this process; the returned function ends that. */
  readonly onOsSignal: (listener: (osSignal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void) => () => void
}

/** An app and how to let go of what it holds (journal, thread, leases are released by their runs). */
export type OpenedApp = {
  readonly kind: 'app'
  readonly app: App
  /** The accounts of the installation, should it be served with them; absent where no records are open. */
  readonly accounts?: AccountsDesk
  /** Who carries out commands where it is served with accounts. */
  readonly runners?: Runners
  readonly close: () => Promise<void>
}

export type AppOptions = {
  /** Folder or repository of the library. Absent: the git root `beside` (or the current folder) stands in, else the folder. */
  readonly library?: string
  /** The branch of a repository that is published; absent: the settings' one, else its default branch. */
  readonly ref?: string
  /** The file that was named: a library is looked for around it when it does not stand in the current folder's. */
  readonly beside?: string
  /** Data folder. Absent: the one of the library, in the user's state directory. */
  readonly data?: string
  /** `none`: only the library is read; nothing is opened, made or needed in the data folder. */
  readonly records: 'use' | 'none'
  /** Values typed for `prompt:NAME` secrets; undefined when nobody was asked. They live in memory only. */
  readonly promptedSecret: (name: string) => string | undefined
  /** What a server lets its runs reach; absent: whatever this machine reaches. */
  readonly egress?: EgressPolicy
}

/** Standard input: a stream that may be a terminal. `process.stdin` is one. */
export type CliInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/** Standard output or error. `columns` is there (and changes) in a terminal. */
export type CliOutput = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** What the command line says of a server's configuration, by the names of its keys; it counts before all else. */
export type ConfigWords = {
  /** The file. */
  readonly config?: string
  readonly library?: string
  readonly ref?: string
  readonly data?: string
  readonly publicUrl?: string
  readonly 'listen.host'?: string
  readonly 'listen.port'?: string
  readonly 'accounts.enabled'?: string
}

export type RestoredRecords = {
  readonly kind: 'restored'
  readonly folder: string
  /** When the backup was made: milliseconds since the epoch. */
  readonly at: number
  readonly ledger: { readonly seq: number; readonly hash: string }
  readonly runs: number
}

/** The configuration a server would have, for whoever asks why it is so. */
export type SeenConfig = {
  readonly kind: 'config'
  /** Absent when there is no file. */
  readonly file: string | undefined
  readonly origins: readonly { readonly key: string; readonly value: string; readonly from: string }[]
}

/** A library open for browsers. */
export type Served = {
  readonly kind: 'served'
  /** Lets one browser in; of a server with accounts just its address. */
  readonly link: string
  /** Makes the first admin, within a quarter of an hour; absent when there is one. */
  readonly setUpLink?: string
  readonly gate: 'single-user' | 'accounts'
  /** Lets answers finish and runs go; `cut`: some answers took too long and were broken off. */
  readonly close: () => Promise<'finished' | 'cut'>
}

/** A process that carries out what a server orders. */
export type RunnerOptions = {
  readonly server: URL
  /** The token itself, or the file it stands in, which only its user may read. */
  readonly token: { readonly text: string } | { readonly file: string }
  /** Folder of what it knows of its commands. Absent: one for the server, in the user's state directory. */
  readonly state: string | undefined
  readonly tell: (news: RunnerNews) => void
}

export type WorkingRunner = {
  readonly kind: 'working'
  readonly ended: Promise<RunnerEnd>
  /** Takes no new commands, and ends when those it has are over. */
  readonly drain: () => void
}
