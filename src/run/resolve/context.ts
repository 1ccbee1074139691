import type { Hasher, Sha256 } from '../../hash/sha256.ts'
import type { OpenHole } from '../question.ts'
import type { ResolvedAction } from '../resolve.ts'
import type { Session } from '../session.ts'
import type { Scope } from '../values.ts'

/** A command with everything in place, what is still open in it, or why it must not run. */
export type Resolution =
  | { readonly kind: 'resolved'; readonly action: ResolvedAction; readonly hash: Sha256 }
  | { readonly kind: 'open'; readonly holes: readonly OpenHole[] }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy: string }

export type PartialResolution =
  | Exclude<Resolution, { kind: 'resolved' }>
  | { readonly kind: 'action'; readonly action: ResolvedAction }

/** What resolving looks at: the run, the session it works in, and what the environment sets. */
export type ResolveContext = Scope & {
  readonly session: Session
  readonly environment: ReadonlySet<string>
  /** Names anonymous holes: `<step>#<command>`. */
  readonly place: string
  /** The command can do harm: in it, a variable that is set but empty is one nobody set. */
  readonly dangerous: boolean
  /** The operator's own text for this command, when it was changed. */
  readonly edited: string | undefined
  /** Instead of the pure one. */
  readonly hash?: Hasher
}

/** Secrets that earlier commands left in variables, with where they are read; what the command sets itself holds. */
export const secretsLeft = (
  { secrets = {} }: Session,
  own: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => !Object.hasOwn(own, name)))

/** The directory a command works in: the session's, then the attribute `cwd`. */
export function directoryFor(session: Session, cwd: string | undefined): string {
  if (!cwd) return session.cwd
  return cwd.startsWith('/') ? cwd : `${session.cwd.replace(/\/$/, '')}/${cwd}`
}
