import type { Actor } from '../run/event/envelope.ts'
import type { Role } from './role.ts'
import type { Verb } from './verb.ts'

/** What a token is good for: only these verbs, only below these folders; either is absent where it does not narrow. */
export type TokenScope = {
  readonly verbs?: readonly Verb[]
  readonly folders?: readonly string[]
}

/** Who asks. Narrowings only ever take away from what grants give. */
export type Principal = {
  /** An actor's id is the name of the account behind it, also of a token and of an agent, which acts for a person. */
  readonly actor: Actor
  readonly groups: readonly string[]
  readonly scope?: TokenScope
  /** An agent acts for a person, with no more than these roles have, and never with what is put to people. */
  readonly agent?: readonly Role[]
}
