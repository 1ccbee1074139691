import type { TokenScope } from '../access/principal.ts'
import type { Role } from '../access/role.ts'
import { isLive, isSeenLongAgo } from '../access/session-life.ts'
import type { Verb } from '../access/verb.ts'
import type { SignedIn } from '../ports/accounts.ts'
import type { Actor } from '../run/event/envelope.ts'
import { Bug } from '../text/bug.ts'
import { secretHash } from './accounts-desk.ts'
import type { Access, AccountsDesk } from './app.ts'

/** What came with a request: the secret of a session's cookie, or a token. */
export type Credential = { readonly kind: 'session' | 'token'; readonly secret: string }

/** Somebody who has been let in. */
export type Visitor = {
  readonly actor: Actor
  readonly access: Access
  readonly account: string
  /** Hash of their session; absent with a token. */
  readonly session?: string
  /** Somebody else knows their password: until they change it they may do nothing. */
  readonly temporary: boolean
}

/** Who a credential stands for now; undefined when it is good no more. Looked up each time: what ended, ended. */
export async function whoComes(
  desk: AccountsDesk,
  credential: Credential,
  now: number,
): Promise<Visitor | undefined> {
  return credential.kind === 'session'
    ? bySession(desk, credential.secret, now)
    : byToken(desk, credential.secret, now)
}

/** What every token begins with: so that one that lies about is found by those who look for such. */
export const tokenPrefix = 'kbt_'

/** What an agent can be beside a viewer, and the verbs of a token that say so. */
const agentRoles = [
  ['operator', ['start-run', 'cancel-run', 'add-note']],
  ['author', ['propose-edit']],
] as const satisfies readonly (readonly [Role, readonly Verb[]])[]

/**
 * A token's holder as an agent that acts for them: it looks, and does more only where the token names the verb. A
 * service's agent stays that service.
 */
export function asAgent(visitor: Visitor): Visitor {
  const { actor, access } = visitor
  if (access.kind === 'owner') throw new Bug('an agent without a principal')
  const named = access.principal.scope?.verbs ?? []
  const agent: readonly Role[] = [
    'viewer',
    ...agentRoles.flatMap(([role, verbs]) => (verbs.some((verb) => named.includes(verb)) ? [role] : [])),
  ]
  const acting: Actor = { ...actor, kind: actor.kind === 'service' ? 'service' : 'agent', via: 'mcp' }
  const principal = { ...access.principal, actor: acting, agent }
  return { ...visitor, actor: acting, access: { ...access, principal } }
}

async function bySession(
  { accounts }: AccountsDesk,
  secret: string,
  now: number,
): Promise<Visitor | undefined> {
  const hash = secretHash('session', secret)
  const found = await accounts.bySession(hash)
  if (!found || !isLive(found, now)) return undefined
  if (isSeenLongAgo(found, now)) await accounts.seen(hash, now)
  const { name } = found.account
  return visitorOf(found, { kind: 'person', id: name, via: 'web', proven: true }, { session: hash })
}

async function byToken(
  { accounts }: AccountsDesk,
  secret: string,
  now: number,
): Promise<Visitor | undefined> {
  if (!secret.startsWith(tokenPrefix)) return undefined
  const found = await accounts.byToken(secretHash('token', secret))
  if (!found || now >= found.token.expiresAt) return undefined
  const { kind, name } = found.account
  const actor: Actor = {
    kind: kind === 'service' ? 'service' : 'token',
    id: name,
    via: 'api',
    proven: true,
    token: found.token.name,
  }
  return visitorOf(found, actor, { scope: found.token.scope })
}

function visitorOf(
  { account, groups, grants }: SignedIn,
  actor: Actor,
  more: { readonly session?: string; readonly scope?: TokenScope },
): Visitor {
  const { session, scope } = more
  const principal = { actor, groups, ...(scope ? { scope } : {}) }
  return {
    actor,
    access: { kind: 'granted', principal, grants: account.temporary ? [] : grants },
    account: account.name,
    temporary: account.temporary,
    ...(session === undefined ? {} : { session }),
  }
}
