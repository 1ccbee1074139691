import type { HttpTerms } from '../action/action.ts'
import type { ShellDialect } from '../shell/dialect.ts'
import type { Message } from '../sink/message.ts'
import type { Session } from './session.ts'

/** An action with every value in place: exactly what will be carried out. Its canonical JSON is what is hashed. */
export type ResolvedAction =
  | ResolvedShell
  | ResolvedScript
  | ResolvedSql
  | ResolvedHttp
  | ResolvedSsh
  | ResolvedNotify

export type ResolvedShell = {
  readonly action: 'shell'
  readonly dialect: ShellDialect
  /** After rewriting: references stand as `"${KB_name}"`. */
  readonly source: string
  /** Variables made from values (`KB_…`), the attribute `env`, and the session's. */
  readonly environment: Readonly<Record<string, string>>
  /** Environment names filled from secrets at the last moment, with where they are read. */
  readonly secrets: Readonly<Record<string, string>>
  readonly session: Session
  readonly cwd: string
  readonly assigns: readonly string[]
  readonly errexit: boolean
  readonly tty: boolean
}

export type ResolvedScript = {
  readonly action: 'script'
  readonly language: string
  readonly source: string
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly session: Session
  readonly cwd: string
}

export type ResolvedSql = {
  readonly action: 'sql'
  /** A secret password stands as `KB_SECRET_<n>`. */
  readonly connection: string
  /** As it is written; its references, in order, are `parameters`. */
  readonly statement: string
  readonly parameters: readonly SqlParameter[]
  readonly transaction: 'auto' | 'on' | 'off'
  readonly timeoutMs?: number
  readonly secrets: Readonly<Record<string, string>>
  readonly cwd: string
}

/** A bound value; a secret is named by the variable that will hold it. */
export type SqlParameter = string | number | boolean | null | readonly string[] | { readonly secret: string }

export type ResolvedHttp = {
  readonly action: 'http'
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly terms: HttpTerms
  /** Secrets by the placeholder (`KB_SECRET_<n>`) that stands for them in headers and body. */
  readonly secrets: Readonly<Record<string, string>>
}

export type ResolvedSsh = {
  readonly action: 'ssh'
  readonly host: string
  readonly user?: string
  readonly port?: number
  /** Hosts on the way, in order: `[user@]host[:port]`. */
  readonly jump: readonly string[]
  readonly dialect: ShellDialect
  /** After rewriting, as a shell block's. */
  readonly source: string
  /** All the far side is given. */
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  /** The directory on the far side; empty where a login begins. */
  readonly there: string
  readonly errexit: boolean
}

export type ResolvedNotify = {
  readonly action: 'notify'
  readonly to: string
  readonly title?: string
  readonly message: Message
  readonly severity: 'info' | 'warning' | 'error' | 'critical'
  readonly secrets: Readonly<Record<string, string>>
}
