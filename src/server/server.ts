import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastify from 'fastify'
import type { AccountsDesk, App } from '../app/app.ts'
import { api } from '../contract/api.ts'
import type { Asked, RouteName } from '../contract/api.ts'
import type { Route } from '../contract/route.ts'
import type { DrivenRuns } from '../driver/driven-runs.ts'
import type { Log } from '../ports/log.ts'
import type { Sessions } from '../ports/sessions.ts'
import { StorageError } from '../ports/storage-error.ts'
import type { Door } from './door.ts'
import { openDoor } from './door.ts'
import { askedOf, problem, sendBytes, statusOf } from './exchange.ts'
import { addFollow } from './follow.ts'
import type { Gate, Guest } from './gate.ts'
import { accountsGate, nobody, setUpLink, singleUserGate } from './gate.ts'
import type { AnsweringRoute, ByteAnswer, Handlers, Visit } from './handler.ts'
import { isTrouble } from './handler.ts'
import { accessHandlers } from './handlers/access.ts'
import { libraryHandlers } from './handlers/library.ts'
import { referenceHandlers } from './handlers/reference.ts'
import { runnerHandlers } from './handlers/runner.ts'
import { runHandlers } from './handlers/runs.ts'
import { sessionHandlers } from './handlers/session.ts'
import { addHealth } from './health.ts'
import type { Guard } from './guard.ts'
import { isForAgents, isHook, protect, refusalOf } from './guard.ts'
import type { AgentFace } from './agents.ts'
import { addAgents, unknownAgent } from './agents.ts'
import { addHook } from './hook.ts'
import type { Metrics } from './metrics.ts'
import { logRequests, requestId } from './request-log.ts'
import { Streams } from './streams.ts'
import { Tails } from './tails.ts'
import type { ServerTerms } from './terms.ts'

export type ServerOptions = {
  readonly app: App
  readonly runs: DrivenRuns
  readonly version: string
  /** Who was let in before. */
  readonly sessions: Sessions
  /** People sign in; without it everything is done as whoever started the server, for who holds the link. */
  readonly accounts?: AccountsDesk
  /** Folder of the built pages; without it there is only the API. */
  readonly pages: string | undefined
  /** Has the library's repository fetched soon; absent where it has none. */
  readonly look?: () => void
  readonly terms: ServerTerms
  /** What agents ask; without it they have no door. */
  readonly agents?: AgentFace
  /** Without them `/metrics` is no door. */
  readonly metrics?: Metrics
}

export type RunningServer = {
  /** With a token that is good for one entry; of a server with accounts just its address. */
  readonly link: () => string
  /** Makes the first admin, once; undefined when there is one, or there are no accounts. */
  readonly setUpLink: () => Promise<string | undefined>
  readonly url: string
  /**
   * Says no to `/ready`, stops accepting, sends live views away and lets answers finish. `cut`: some were not finished
   * in time and were broken off.
   */
  readonly close: () => Promise<'finished' | 'cut'>
}

/** Larger bodies are refused before they are read. */
const bodyBytesMax = 4 * 1024 * 1024

const handlers: Handlers = {
  ...sessionHandlers,
  ...accessHandlers,
  ...runnerHandlers,
  ...libraryHandlers,
  ...runHandlers,
  ...referenceHandlers,
}

/** Opens the HTTP face of an app: the API of the contract, live streams, and the pages. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { app, runs, terms, accounts } = options
  const { host, port, publicUrl } = terms
  const door = openDoor(options.sessions, () => app.driver.clock.now(), terms.sessionMs)
  const gate = accounts ? accountsGate(app, accounts, publicUrl) : singleUserGate(app, door, terms)
  const hosts = new Set<string>(publicUrl ? [publicUrl.host] : [])
  const tails = new Tails(app, runs)
  const streams = new Streams(terms.streams)
  const leaving = new AbortController()
  const server = await makeServer(options, gate, { hosts })
  if (gate.kind === 'single-user') addEntrance(server.fastify, door, gate)
  for (const name of Object.keys(handlers) as AnsweringRoute[])
    addRoute(server.fastify, name, (request, reply) =>
      visitOf(options, gate, { request, reply, guest: server.guestOf(request) }),
    )
  addFollow(server.fastify, { tails, streams, gate, guestOf: server.guestOf })
  addHealth(server.fastify, app, leaving.signal)
  options.metrics?.serve(server.fastify, { app, streams })
  if (options.agents)
    addAgents(server.fastify, {
      answer: options.agents,
      guestOf: server.guestOf,
      leaving: leaving.signal,
    })
  addHook(server.fastify, app, options.look ?? (() => undefined))
  await addPages(server.fastify, options.pages)
  await server.fastify.listen({ host, port })
  const [bound] = server.fastify.addresses()
  const at = typeof bound === 'object' ? bound.port : port
  for (const name of [host, 'localhost', '127.0.0.1', '[::1]']) hosts.add(`${name}:${at}`)
  const url = publicUrl?.origin ?? `http://${host}:${at}`
  return {
    url,
    link: () => (gate.kind === 'accounts' ? url : `${url}/enter?token=${door.linkToken()}`),
    setUpLink: () => setUpLink(gate, url),
    async close() {
      leaving.abort()
      await sleep(terms.shutdown.delayMs)
      tails.close()
      streams.sendAway()
      return closeWithin(server.fastify, terms.shutdown.graceMs)
    },
  }
}

/** Lets answers that are under way finish; connections that are still busy after the grace are broken off. */
async function closeWithin(server: FastifyInstance, graceMs: number): Promise<'finished' | 'cut'> {
  let outcome: 'finished' | 'cut' = 'finished'
  const late = setTimeout(() => {
    outcome = 'cut'
    server.server.closeAllConnections()
  }, graceMs)
  // A connection whose answer ended a moment ago would be kept for the next request, which does not come.
  const idle = setInterval(() => server.server.closeIdleConnections(), 50)
  await server.close()
  clearInterval(idle)
  clearTimeout(late)
  return outcome
}

/** Without doors yet, and with somebody at the one there will be. */
async function makeServer({ terms }: ServerOptions, gate: Gate, guard: Guard) {
  const server = fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: 'idle',
    genReqId: requestId,
    // Who came, as a proxy on this machine says it; others are not believed.
    trustProxy: terms.publicUrl ? 'loopback' : false,
  })
  logRequests(server, terms.log)
  await server.register(cookie)
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_: unknown, body: Buffer) => body,
  )
  return { fastify: server, guestOf: guardAll(server, { guard, gate, log: terms.log }) }
}

/** What lets people in, where they come in by name. */
const isForAnyone = (gate: Gate, { routeOptions }: FastifyRequest): boolean =>
  gate.kind === 'accounts' && forAnyone.has(routeOptions.url ?? '')

const routes: readonly Route[] = Object.values(api)
const forAnyone: ReadonlySet<string> = new Set(
  routes.flatMap(({ rights, path }) => (rights === 'anyone' ? [path] : [])),
)

/** What a runner asks nobody else does, and a runner asks nothing else. */
const isForRunners = ({ routeOptions }: FastifyRequest): boolean => forRunners.has(routeOptions.url ?? '')

const forRunners: ReadonlySet<string> = new Set(
  routes.flatMap(({ rights, path }) => (rights === 'runner' ? [path] : [])),
)

/** Turns away whoever may not come in (pages hold nothing, and are for anyone); gives who came with a request that got through. */
type Watch = { readonly guard: Guard; readonly gate: Gate; readonly log: Log }

function guardAll(
  server: FastifyInstance,
  { guard, gate, log }: Watch,
): (request: FastifyRequest) => Guest | undefined {
  const guests = new WeakMap<FastifyRequest, Guest>()
  server.addHook('onRequest', async (request, reply) => {
    protect(reply)
    const refused = refusalOf(guard, request)
    if (refused !== undefined) return problem(reply, 403, { why: refused, remedy: gate.remedy })
    const isAgent = isForAgents(request)
    if (!isAgent && (!request.url.startsWith('/api/') || isHook(request))) return undefined
    const guest = await (isAgent ? gate.agent(request) : gate.guest(request))
    if (guest && (guest.runner !== undefined) !== isForRunners(request))
      return problem(reply, 403, { why: 'this door is not for you', remedy: 'see docs/runners.md' })
    if (guest) {
      guests.set(request, guest)
      request.actorId = guest.app.actor.id
    } else if (!isForAnyone(gate, request))
      return isAgent
        ? unknownAgent(reply)
        : problem(reply, 401, { why: 'nobody is signed in', remedy: gate.remedy })
    return undefined
  })
  server.setErrorHandler(async (error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return problem(reply, status, { why: error.message, remedy: 'correct the request' })
    log.error({ request: request.id, route: request.routeOptions.url ?? 'none' }, 'request failed', error)
    // What the disk cannot do is nobody's mistake here, and has a remedy.
    if (error instanceof StorageError)
      return problem(reply, error.code === 'full' ? 507 : 503, { why: error.message, remedy: error.remedy })
    const remedy = `see the server's log for request ${request.id}`
    return problem(reply, 500, { why: 'Kneeboard itself went wrong', remedy })
  })
  return (request) => guests.get(request)
}

function addEntrance(server: FastifyInstance, door: Door, gate: Gate): void {
  server.get('/enter', async (request, reply) => {
    const { token } = request.query as { token?: string }
    const session = token === undefined ? undefined : door.enter(token)
    if (session === undefined) return reply.redirect('/?entry=used', 303)
    gate.setCookie(request, reply, session)
    return reply.redirect('/', 303)
  })
}

type Exchange = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly guest: Guest | undefined
}

function visitOf({ app, version }: ServerOptions, gate: Gate, { request, reply, guest }: Exchange): Visit {
  const now = (): number => app.driver.clock.now()
  return {
    app: guest?.app ?? { ...app, ...nobody },
    version,
    now,
    today: new Date(now()).toISOString().slice(0, 10),
    from: request.ip,
    setCookie: (session) => gate.setCookie(request, reply, session),
    ...(gate.entrance ? { entrance: gate.entrance } : {}),
    ...(guest?.visitor ? { visitor: guest.visitor } : {}),
    ...(guest?.runner === undefined ? {} : { runner: guest.runner }),
  }
}

function addRoute(
  server: FastifyInstance,
  name: AnsweringRoute,
  visit: (request: FastifyRequest, reply: FastifyReply) => Visit,
): void {
  const route: Route = api[name]
  const handle = handlers[name] as (visit: Visit, asked: Asked<RouteName>) => Promise<object>
  server.route({
    method: route.method,
    url: route.path,
    ...(route.fileBytesMax === undefined ? {} : { bodyLimit: route.fileBytesMax }),
    handler: async (request, reply) => {
      const asked = askedOf(route, request)
      if (isTrouble(asked)) return problem(reply, 400, asked)
      const answer = await handle(visit(request, reply), asked as Asked<RouteName>)
      if (isTrouble(answer)) return problem(reply, statusOf(answer), answer)
      return route.answer.kind === 'bytes' ? sendBytes(reply, answer as ByteAnswer) : reply.send(answer)
    },
  })
}

/** Pages are one document that finds its way by itself; what is not a file is that document. */
async function addPages(server: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(folder)) return
  await server.register(files, {
    root: folder,
    setHeaders: (response, path) => {
      const forever = path.includes('/assets/')
      void response.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  server.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/api/')
      ? problem(reply, 404, { why: 'there is no such door', remedy: 'see /api/reference' })
      : reply.sendFile('index.html'),
  )
}
