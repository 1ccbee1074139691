import type { Grant } from './grant.ts'
import { isBelow } from './grant.ts'
import type { Principal } from './principal.ts'
import type { Role } from './role.ts'
import type { Verb } from './verb.ts'
import { rights } from './verb.ts'

/** What is asked about. `something`: whether there is anything at all that it may be done to. */
export type Subject =
  | { readonly kind: 'installation' }
  | { readonly kind: 'something' }
  /** Of a run: its runbook's. */
  | { readonly kind: 'runbook' | 'run'; readonly path: string; readonly tags: readonly string[] }

export type Decision =
  | { readonly kind: 'yes' }
  /** `kind`: nobody of this kind ever may; `scope`: the token or the agent's role leaves it out; `grant`: nothing grants it. */
  | { readonly kind: 'no'; readonly because: 'kind' | 'scope' | 'grant' }

const yes: Decision = { kind: 'yes' }

/** Whether somebody may do something, by these grants. The one place that decides it where there are accounts. */
export function mayDo(
  principal: Principal,
  grants: readonly Grant[],
  verb: Verb,
  subject: Subject,
): Decision {
  if (!fitsKind(principal, verb)) return { kind: 'no', because: 'kind' }
  if (!fitsScope(principal, verb, subject)) return { kind: 'no', because: 'scope' }
  const granted = grants.some(
    (grant) => isTo(grant, principal) && holds(grant.role, verb) && isOn(grant, subject),
  )
  return granted ? yes : { kind: 'no', because: 'grant' }
}

const holds = (role: Role, verb: Verb): boolean => {
  const { roles }: { readonly roles: readonly Role[] } = rights[verb]
  return roles.includes(role)
}

function fitsKind({ actor, agent }: Principal, verb: Verb): boolean {
  const { by } = rights[verb]
  if (actor.kind === 'signal') return false
  const isAgent = actor.kind === 'agent' || agent !== undefined
  switch (by) {
    case 'all':
      return true
    case 'no-agent':
      return !isAgent
    case 'people':
      return actor.kind === 'person' && !isAgent
  }
}

function fitsScope({ actor, agent, scope }: Principal, verb: Verb, subject: Subject): boolean {
  // An agent that nobody has given a role only looks.
  const fenced = agent ?? (actor.kind === 'agent' ? (['viewer'] as const) : undefined)
  if (fenced && !fenced.some((role) => holds(role, verb))) return false
  if (scope?.verbs && !scope.verbs.includes(verb)) return false
  if (!scope?.folders || subject.kind === 'something') return true
  if (subject.kind === 'installation') return false
  return scope.folders.some((folder) => isBelow(folder, subject.path))
}

function isTo({ to }: Grant, { actor, groups }: Principal): boolean {
  switch (to.kind) {
    case 'account':
      return to.account === actor.id
    case 'group':
      return groups.includes(to.group)
    case 'everyone':
      return actor.kind !== 'service'
  }
}

function isOn({ on }: Grant, subject: Subject): boolean {
  if (on.kind === 'everything' || subject.kind === 'something') return true
  if (subject.kind === 'installation') return false
  return on.kind === 'folder' ? isBelow(on.folder, subject.path) : subject.tags.includes(on.tag)
}

/** Whether any grant to them hangs on tags: only then has a runbook's text to be looked at. */
export const looksAtTags = (principal: Principal, grants: readonly Grant[]): boolean =>
  grants.some((grant) => grant.on.kind === 'tag' && isTo(grant, principal))
