import type { ShellDialect } from '../shell/dialect.ts'
import type { Hole } from '../shell/judge.ts'
import type { SshAddress } from './ssh-address.ts'

/**
 * What a step asks the world (or a person) to do, as planned: references are still holes, expressions still
 * text. One kind an action word; the compiler finds every place that must know a new one.
 */
export type ActionInput =
  | ShellInput
  | ScriptInput
  | SqlInput
  | HttpInput
  | SshInput
  | NotifyInput
  | ApproveInput
  | ChooseInput
  | WaitInput
  | WaitUntilInput
  | WaitForInput
  | RunbookInput

/** Actions that executors carry out; the others are questions and timers. */
export type ExecutedInput = ShellInput | ScriptInput | SqlInput | HttpInput | SshInput | NotifyInput

export type ShellInput = {
  readonly action: 'shell'
  readonly dialect: ShellDialect
  readonly source: string
  readonly holes: readonly Hole[]
  readonly assigns: readonly string[]
  /** Variables of earlier blocks that may hold a value from outside: used here by the same rules as the value. */
  readonly tainted: readonly string[]
  /** From the attribute `cwd=`; relative to the session's directory. */
  readonly cwd?: string
  /** From `env="A=1 B=2"`. */
  readonly env: Readonly<Record<string, string>>
  readonly errexit: boolean
  readonly tty: boolean
}

export type ScriptInput = {
  readonly action: 'script'
  /** `python`, `javascript`, `fish` …: the key of the interpreter table. */
  readonly language: string
  readonly source: string
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
}

export type SqlInput = {
  readonly action: 'sql'
  /** A database's address, a SQLite file, or the name of a connection: `readSqlConnection`. May hold references. */
  readonly connection: string
  /** May hold `{{ references }}`; they become bound parameters, never text. */
  readonly statement: string
  /** `on`: all or nothing; `auto`: so when there are several statements. */
  readonly transaction: 'auto' | 'on' | 'off'
  /** From `timeout=`: the server is told as well. */
  readonly timeoutMs?: number
}

export type HttpInput = {
  readonly action: 'http'
  readonly method: string
  /** May hold references in path, query, headers and body; never in scheme, host or port. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly terms: HttpTerms
}

/** How a request is made. */
export type HttpTerms = {
  /** `near`: to the same origin only. Nothing but GET and HEAD is ever asked again. */
  readonly redirect: 'near' | 'follow' | 'manual' | 'error'
  /** A file of certificates that are trusted instead of the system's. */
  readonly ca?: string
  /** `unchecked`: whoever answers is believed. */
  readonly certificate: 'checked' | 'unchecked'
  /** From `timeout=`. */
  readonly timeoutMs?: number
}

export type SshInput = {
  readonly action: 'ssh'
  readonly address: SshAddress
  /** What is carried out there; its holes are filled as in a shell block of this machine. */
  readonly block: ShellInput
  /** Values for the far side's environment. May hold references. */
  readonly env: Readonly<Record<string, string>>
  /** A directory of the far side; without it, where a login begins. May hold references. */
  readonly cwd?: string
}

export type NotifyInput = {
  readonly action: 'notify'
  /** The name of a destination in the configuration of whoever runs us. */
  readonly to: string
  /** May hold references, as `text` may. */
  readonly title?: string
  /** Markdown. */
  readonly text: string
  readonly severity: 'info' | 'warning' | 'error' | 'critical'
  /** Whether the step fails when it cannot be sent. */
  readonly required: boolean
}

export type ApproveInput = {
  readonly action: 'approve'
  readonly message: string
  /** Roles or names, for the reader; who may approve is decided by the installation. */
  readonly approvers: readonly string[]
  readonly count: number
  /** An approval holds for so long; without it, until the run is over. */
  readonly validMs?: number
}

export type ChooseInput = {
  readonly action: 'choose'
  readonly question: string
  readonly options: readonly { readonly title: string; readonly goTo?: string }[]
}

export type WaitInput = { readonly action: 'wait'; readonly durationMs: number; readonly reason?: string }

/** Until an instant, or until a wall clock in a zone shows so many minutes after midnight the next time. */
export type WaitUntilInput = {
  readonly action: 'wait-until'
  readonly time:
    | { readonly kind: 'instant'; readonly at: number }
    | { readonly kind: 'time-of-day'; readonly minutes: number; readonly zone: string }
  readonly reason?: string
}

/** Until a condition holds, looked at again and again; at last it has failed. */
export type WaitForInput = {
  readonly action: 'wait-for'
  readonly expression: string
  readonly everyMs: number
  readonly atMostMs: number
  readonly reason?: string
}

/** Another runbook of the same library, carried out here as a run of its own. */
export type RunbookInput = {
  readonly action: 'runbook'
  /** Relative to the library, with `/`. */
  readonly path: string
  /** Only this part of it. */
  readonly section?: string
  /** What its parameters are given: text that may hold references. Those of the same name are handed on. */
  readonly params: Readonly<Record<string, string>>
}
