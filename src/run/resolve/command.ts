import type { ActionInput, ExecutedInput } from '../../action/action.ts'
import { canonicalJson } from '../../hash/canonical.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import { hash } from '../../hash/sha256.ts'
import type { OpenHole } from '../question.ts'
import type { ResolvedAction } from '../resolve.ts'
import type { Session } from '../session.ts'
import type { ReadonlyRunState } from '../state.ts'
import { resolveHttp } from './http.ts'
import { resolveScript } from './script.ts'
import { resolveShell } from './shell.ts'
import { resolveSql } from './sql.ts'

/** A command with everything in place, what is still open in it, or why it must not run. */
export type Resolution =
  | { readonly kind: 'resolved'; readonly action: ResolvedAction; readonly hash: Sha256 }
  | { readonly kind: 'open'; readonly holes: readonly OpenHole[] }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy: string }

export type PartialResolution =
  | Exclude<Resolution, { kind: 'resolved' }>
  | { readonly kind: 'action'; readonly action: ResolvedAction }

/** What resolving looks at: the run, the session it works in, and what the environment sets. */
export type ResolveContext = {
  readonly state: ReadonlyRunState
  readonly session: Session
  readonly environment: ReadonlySet<string>
  /** Names anonymous holes: `<step>#<command>`. */
  readonly place: string
  /** The operator's own text for this command, when it was changed. */
  readonly edited: string | undefined
}

/** Exactly what a command will be. Pure: the same run and command give the same bytes and hash. */
export function resolveCommand(context: ResolveContext, input: ExecutedInput): Resolution {
  const result = resolveInput(context, input)
  if (result.kind !== 'action') return result
  return {
    kind: 'resolved',
    action: result.action,
    hash: hash('subject', canonicalJson(result.action)),
  }
}

function resolveInput(context: ResolveContext, input: ExecutedInput): PartialResolution {
  switch (input.action) {
    case 'shell':
      return resolveShell(context, input)
    case 'script':
      return resolveScript(context, input)
    case 'sql':
      return resolveSql(context, input)
    case 'http':
      return resolveHttp(context, input)
  }
}

/** Actions that executors carry out; the others are questions and timers. */
export function isExecuted(input: ActionInput): input is ExecutedInput {
  switch (input.action) {
    case 'shell':
    case 'script':
    case 'sql':
    case 'http':
      return true
    case 'approve':
    case 'choose':
    case 'wait':
      return false
  }
}

/** The directory a command works in: the session's, then the attribute `cwd`. */
export function directoryFor(session: Session, cwd: string | undefined): string {
  if (!cwd) return session.cwd
  return cwd.startsWith('/') ? cwd : `${session.cwd.replace(/\/$/, '')}/${cwd}`
}
