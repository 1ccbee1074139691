import type { Grant } from '../access/grant.ts'
import type { Principal } from '../access/principal.ts'
import type { DriverDeps } from '../driver/deps.ts'
import type { DrivenRuns } from '../driver/driven-runs.ts'
import type { Checkouts } from '../ports/checkouts.ts'
import type { History } from '../ports/history.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { Landings } from '../ports/landing.ts'
import type { Library } from '../ports/library.ts'
import type { LibrarySource } from '../ports/library-source.ts'
import type { LintCache } from '../ports/lint-cache.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Logs } from '../ports/logs.ts'
import type { Passwords } from '../ports/passwords.ts'
import type { RunnerDesk, Runners } from '../ports/runners.ts'
import type { Backups } from '../ports/backups.ts'
import type { RetentionRule } from '../ports/retention.ts'
import type { Signatures } from '../ports/signatures.ts'
import type { ShellCheck } from '../ports/shell-check.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { LibraryIndex } from './library-index.ts'

/**
 * What the product's verbs work with. One value, made in `main/`; every face (command line, server, agents)
 * calls the same verbs with it and so obeys the same rules.
 */
export type App = {
  /** Who does it, as the record says it. */
  readonly actor: Actor
  /** What they may do: `authorise` decides by it, and nothing else looks at it. */
  readonly access: Access
  readonly library: Library
  /** What version control keeps of the library's files, where there is any. */
  readonly history?: History
  /** The repository the library is fetched from; absent where it is a folder. */
  readonly source?: LibrarySource
  /** Where commands of runs start, when the library lies in no folder. */
  readonly checkouts?: Checkouts
  readonly driver: DriverDeps
  /** Who may sign in; absent where there are no accounts. */
  readonly accounts?: AccountsDesk
  /** Who carries out commands, where the server itself does not. */
  readonly runners?: RunnersDesk
  /** The runs this process drives, where it drives many; without it whoever asks drives, and others go through the journal. */
  readonly runs?: DrivenRuns
  /** What is known of the library's files, where it is asked for again and again. */
  readonly index?: LibraryIndex
  readonly logs: Logs
  readonly ledger: Ledger
  readonly signatures: Signatures
  /** How long the person who runs us wants runs to be kept. */
  readonly retention: () => RetentionRule
  readonly backups: Backups
  readonly landings: Landings
  /** Findings of earlier calls; without it every file is judged anew. */
  readonly lintCache?: LintCache
  /** ShellCheck, looked for when it is asked for; undefined where it is not installed. */
  readonly shellCheck?: () => ShellCheck | undefined
  /** Absolute path of the data folder, for `doctor` and messages. */
  readonly dataFolder: string
  /** Directory the first command of a run starts in: the git root, else the file's folder; or where checkouts lie. */
  readonly startDirectory: (path: string) => string
  /** `user@host` */
  readonly startedOn: string
}

/**
 * What whoever asks may do. `owner`: there are no accounts, and the person at this machine may do everything;
 * `granted`: what the grants of the installation give them, and nothing else.
 */
export type Access =
  | { readonly kind: 'owner' }
  | { readonly kind: 'granted'; readonly principal: Principal; readonly grants: readonly Grant[] }

/** What an installation with accounts has beside the rest. */
export type AccountsDesk = { readonly accounts: Accounts; readonly passwords: Passwords }

/** What an installation whose commands run elsewhere has beside the rest. */
export type RunnersDesk = { readonly kept: Runners; readonly pool: RunnerDesk }

/** Something that was asked for and cannot be: what, why, and what to do. `usage` is the caller's mistake. */
export type Trouble = {
  readonly kind: 'trouble'
  readonly why: string
  readonly remedy: string
  /** `text` is the line itself, where it stands in no file of the library. */
  readonly place?: {
    readonly path: string
    readonly line: number
    readonly column: number
    readonly text?: string
  }
  readonly more?: readonly Trouble[]
  /** Whoever asked may not, or not now, or asks as somebody they no longer are, or of what is over, or has not begun. */
  readonly refused?: true | 'too-often' | 'replaced' | 'forgotten' | 'over' | 'not-yet'
}

export const trouble = (why: string, remedy: string): Trouble => ({ kind: 'trouble', why, remedy })

/** Also what is said of a run to somebody who may not know that it is there. */
export const noRun = (run: string): Trouble => trouble(`there is no run ${run}`, 'see `kneeboard runs`')
