import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Attempts } from '../access/attempts.ts'
import { sessionMaxMs } from '../access/session-life.ts'
import type { AccountsDesk, App } from '../app/app.ts'
import { runnerTokenHash, runnerTokenPrefix } from '../app/manage-runners.ts'
import { isUngoverned, SetUp } from '../app/set-up.ts'
import type { Entrance } from '../app/sign-in.ts'
import type { Credential, Visitor } from '../app/who-comes.ts'
import { asAgent, whoComes } from '../app/who-comes.ts'
import type { Door } from './door.ts'
import type { ServerTerms } from './terms.ts'

/** Somebody who has been let in: the product as they may use it. */
export type Guest = { readonly app: App; readonly visitor?: Visitor; readonly runner?: string }

/** Who is let in: whoever holds the printed link where there is one user, accounts where there are many. */
export type Gate = {
  readonly kind: 'single-user' | 'accounts'
  /** Undefined for nobody who may come in. Looked up each time it is asked. */
  readonly guest: (request: FastifyRequest) => Promise<Guest | undefined>
  /** An agent on behalf of whose token came; a cookie never makes one. */
  readonly agent: (request: FastifyRequest) => Promise<Guest | undefined>
  /** What to do for whoever is turned away. */
  readonly remedy: string
  readonly setCookie: (request: FastifyRequest, reply: FastifyReply, session: string | undefined) => void
  /** Where there are accounts. */
  readonly entrance?: Entrance
  /** Calls back when anything about accounts changed here; the returned function ends that. */
  readonly onChange: (listener: () => void) => () => void
}

/** Browsers tell no ports apart: a server on another port has a name of its own, and does not sign this one out. */
const nameOfPort = (request: FastifyRequest): string => `kneeboard-${request.socket.localPort ?? 0}`

/** One user: who came by the link. */
export function singleUserGate(
  app: App,
  door: Door,
  { publicUrl, sessionMs }: Pick<ServerTerms, 'publicUrl' | 'sessionMs'>,
): Gate {
  const secure = publicUrl?.protocol === 'https:'
  return {
    kind: 'single-user',
    guest: (request) =>
      Promise.resolve(door.isSession(request.cookies[nameOfPort(request)]) ? { app } : undefined),
    agent: () => Promise.resolve(undefined),
    remedy: 'open the link the server printed',
    setCookie: (request, reply, session) =>
      void reply.setCookie(nameOfPort(request), session ?? '', {
        ...cookie,
        secure,
        maxAge: sessionMs / 1000,
      }),
    onChange: () => () => undefined,
  }
}

/** For this server alone, out of reach of every script, never sent by another site. */
const cookie = { httpOnly: true, sameSite: 'strict', path: '/' } as const

/** Many: who signed in, and tokens. `publicUrl` is how browsers reach us. */
export function accountsGate(base: App, desk: AccountsDesk, publicUrl: URL | undefined): Gate {
  const secure = publicUrl?.protocol === 'https:'
  const listeners = new Set<() => void>()
  const accounts = told(desk, () => {
    for (const listener of listeners) listener()
  })
  const { driver, ledger } = base
  const entrance = { ...accounts, driver, ledger, attempts: new Attempts(), setUp: new SetUp() }
  // The browser itself refuses a cookie of this name that came without TLS, or from another host.
  const name = (request: FastifyRequest): string => (secure ? '__Host-kneeboard' : nameOfPort(request))
  return {
    kind: 'accounts',
    async guest(request) {
      const credential = credentialOf(request, name(request))
      if (credential?.secret.startsWith(runnerTokenPrefix)) return runnerGuest(base, credential)
      const visitor = credential && (await whoComes(accounts, credential, driver.clock.now()))
      return visitor && { app: { ...base, accounts, actor: visitor.actor, access: visitor.access }, visitor }
    },
    async agent({ headers }) {
      const credential = tokenOf(headers)
      const comes = credential && (await whoComes(accounts, credential, driver.clock.now()))
      const visitor = comes && asAgent(comes)
      return visitor && { app: { ...base, accounts, actor: visitor.actor, access: visitor.access }, visitor }
    },
    remedy: 'sign in',
    setCookie: (request, reply, session) =>
      void (session === undefined
        ? reply.clearCookie(name(request), { ...cookie, secure })
        : reply.setCookie(name(request), session, { ...cookie, secure, maxAge: sessionMaxMs / 1000 })),
    entrance,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A runner is nobody's account: it carries out what runs order, and may ask for nothing. */
async function runnerGuest(base: App, { kind, secret }: Credential): Promise<Guest | undefined> {
  const kept = kind === 'token' && (await base.runners?.kept.byRunnerToken(runnerTokenHash(secret)))
  return kept ? { app: { ...base, ...nobody }, runner: kept.name } : undefined
}

/** A token goes before a cookie; one that is no good does not fall back on it. */
function credentialOf(request: FastifyRequest, cookieName: string): Credential | undefined {
  if (request.headers.authorization !== undefined) return tokenOf(request.headers)
  const secret = request.cookies[cookieName]
  return secret === undefined ? undefined : { kind: 'session', secret }
}

function tokenOf({ authorization }: FastifyRequest['headers']): Credential | undefined {
  const secret = /^Bearer ([\w-]{1,200})$/.exec(authorization ?? '')?.[1]
  return secret === undefined ? undefined : { kind: 'token', secret }
}

/** The same accounts, telling of each change that was made here. */
const told = ({ accounts, passwords }: AccountsDesk, tell: () => void): AccountsDesk => ({
  passwords,
  accounts: {
    ...accounts,
    async change(changes, fact) {
      const changed = await accounts.change(changes, fact)
      if (changed === 'changed') tell()
      return changed
    },
  },
})

/** The link with which somebody becomes the first admin; undefined when there is one. The token is never sent as part of an address. */
export async function setUpLink(gate: Gate, url: string): Promise<string | undefined> {
  const { entrance } = gate
  if (!entrance || !(await isUngoverned(entrance))) return undefined
  const token = randomBytes(32).toString('base64url')
  entrance.setUp.issue(token, entrance.driver.clock.now())
  return `${url}/set-up#${token}`
}

/** Whoever has not been let in: no grant is theirs. */
export const nobody: Pick<App, 'actor' | 'access'> = {
  actor: { kind: 'person', id: 'nobody', via: 'web' },
  access: {
    kind: 'granted',
    principal: { actor: { kind: 'person', id: 'nobody', via: 'web' }, groups: [] },
    grants: [],
  },
}
