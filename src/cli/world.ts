import type { AccountsDesk, App, Trouble } from '../app/app.ts'

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
  readonly serve: (options: ServeOptions) => Promise<Served | Trouble>
  /** Absolute path of a program on `PATH`; undefined when it is not there. */
  readonly findProgram: (name: string) => string | undefined
  /** Calls back for INT, TERM and HUP sent to this process; the returned function ends that. */
  readonly onOsSignal: (listener: (osSignal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void) => () => void
}

/** An app and how to let go of what it holds (journal, thread, leases are released by their runs). */
export type OpenedApp = {
  readonly kind: 'app'
  readonly app: App
  /** The accounts of the installation, should it be served with them; absent where no records are open. */
  readonly accounts?: AccountsDesk
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
}

/** Standard input: a stream that may be a terminal. `process.stdin` is one. */
export type CliInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/** Standard output or error. `columns` is there (and changes) in a terminal. */
export type CliOutput = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

export type ServeOptions = Pick<AppOptions, 'library' | 'ref' | 'data'> & {
  /** 0: any that is free. */
  readonly port: number
  /** People sign in; without it everything is done as the user who starts the server. */
  readonly accounts?: {
    /** The address to listen at. */
    readonly host: string
    /** How browsers reach the server, when it is not by that address: a proxy's, with TLS. */
    readonly publicUrl?: string
  }
}

/** A library open for browsers. */
export type Served = {
  readonly kind: 'served'
  /** Lets one browser in; of a server with accounts just its address. */
  readonly link: string
  /** Makes the first admin, within a quarter of an hour; absent when there is one. */
  readonly setUpLink?: string
  readonly close: () => Promise<void>
}
