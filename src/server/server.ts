import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastify from 'fastify'
import * as z from 'zod/mini'
import type { App, Trouble } from '../app/app.ts'
import { api } from '../contract/api.ts'
import type { Asked, RouteName } from '../contract/api.ts'
import type { Route, WireProblem } from '../contract/route.ts'
import type { DrivenRuns } from '../driver/driven-runs.ts'
import type { Sessions } from '../ports/sessions.ts'
import { parseRunId } from '../run/id.ts'
import { asAttachment } from '../sink/content-disposition.ts'
import type { Door } from './door.ts'
import { openDoor, sessionMs } from './door.ts'
import type { AnsweringRoute, ByteAnswer, Handlers, Visit } from './handler.ts'
import { isTrouble } from './handler.ts'
import { libraryHandlers } from './handlers/library.ts'
import { referenceHandlers } from './handlers/reference.ts'
import { runHandlers } from './handlers/runs.ts'
import { sessionHandlers } from './handlers/session.ts'
import { addHealth } from './health.ts'
import type { Guard } from './guard.ts'
import { isHook, protect, refusalOf } from './guard.ts'
import { addHook } from './hook.ts'
import { Tails } from './tails.ts'

export type ServerOptions = {
  readonly app: App
  readonly runs: DrivenRuns
  readonly version: string
  /** Who was let in before. */
  readonly sessions: Sessions
  /** Folder of the built pages; without it there is only the API. */
  readonly pages: string | undefined
  /** Has the library's repository fetched soon; absent where it has none. */
  readonly look?: () => void
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

export type RunningServer = {
  /** With a token that is good for one entry. */
  readonly link: () => string
  readonly url: string
  readonly close: () => Promise<void>
}

/** Larger bodies are refused before they are read. */
const bodyBytesMax = 4 * 1024 * 1024

const handlers: Handlers = {
  ...sessionHandlers,
  ...libraryHandlers,
  ...runHandlers,
  ...referenceHandlers,
}

/** Opens the HTTP face of an app: the API of the contract, live streams, and the pages. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { app, runs, host, port } = options
  const door = openDoor(options.sessions, () => app.driver.clock.now())
  const hosts = new Set<string>()
  const tails = new Tails(app, runs)
  const server = fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true })
  await server.register(cookie)
  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer' },
    async (_: unknown, body: Buffer) => body,
  )
  guardAll(server, { hosts }, door)
  addEntrance(server, door)
  for (const name of Object.keys(handlers) as AnsweringRoute[]) addRoute(server, name, visitor(options))
  addFollow(server, tails)
  addHealth(server, app)
  addHook(server, app, options.look ?? (() => undefined))
  await addPages(server, options.pages)
  await server.listen({ host, port })
  const [bound] = server.addresses()
  const at = typeof bound === 'object' ? bound.port : port
  for (const name of [host, 'localhost', '127.0.0.1', '[::1]']) hosts.add(`${name}:${at}`)
  const url = `http://${host}:${at}`
  return {
    url,
    link: () => `${url}/enter?token=${door.linkToken()}`,
    close: async () => {
      tails.close()
      await server.close()
    },
  }
}

/** Browsers tell no ports apart: a server on another port has a name of its own, and does not sign this one out. */
const cookieName = (request: FastifyRequest): string => `kneeboard-${request.socket.localPort ?? 0}`

/** Only these are for anyone: the entrance, and pages, which hold nothing. */
const isOpen = (url: string): boolean => !url.startsWith('/api/')

function guardAll(server: FastifyInstance, guard: Guard, door: Door): void {
  server.addHook('onRequest', async (request, reply) => {
    protect(reply)
    const refused = refusalOf(guard, request)
    if (refused !== undefined)
      return problem(reply, 403, { why: refused, remedy: 'open the link the server printed' })
    if (isOpen(request.url) || isHook(request) || door.isSession(request.cookies[cookieName(request)]))
      return undefined
    return problem(reply, 401, { why: 'nobody is signed in', remedy: 'open the link the server printed' })
  })
  server.setErrorHandler(async (error: { statusCode?: number; message: string }, _, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return problem(reply, status, { why: error.message, remedy: 'correct the request' })
    console.error(error)
    return problem(reply, 500, { why: 'Kneeboard itself went wrong', remedy: 'see what the server printed' })
  })
}

function addEntrance(server: FastifyInstance, door: Door): void {
  server.get('/enter', async (request, reply) => {
    const { token } = request.query as { token?: string }
    const session = token === undefined ? undefined : door.enter(token)
    if (session === undefined) return reply.redirect('/?entry=used', 303)
    void reply.setCookie(cookieName(request), session, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: sessionMs / 1000,
    })
    return reply.redirect('/', 303)
  })
}

const visitor =
  ({ app, version }: ServerOptions) =>
  (): Visit => {
    const now = (): number => app.driver.clock.now()
    return { app, version, now, today: new Date(now()).toISOString().slice(0, 10) }
  }

function addRoute(server: FastifyInstance, name: AnsweringRoute, visit: () => Visit): void {
  const route: Route = api[name]
  const handle = handlers[name] as (visit: Visit, asked: Asked<RouteName>) => Promise<object>
  server.route({
    method: route.method,
    url: route.path,
    ...(route.fileBytesMax === undefined ? {} : { bodyLimit: route.fileBytesMax }),
    handler: async (request, reply) => {
      const asked = askedOf(route, request)
      if (isTrouble(asked)) return problem(reply, 400, asked)
      const answer = await handle(visit(), asked as Asked<RouteName>)
      if (isTrouble(answer)) return problem(reply, answer.refused ? 403 : 422, answer)
      return route.answer.kind === 'bytes' ? sendBytes(reply, answer as ByteAnswer) : reply.send(answer)
    },
  })
}

function askedOf(
  route: Route,
  request: FastifyRequest,
): Record<'params' | 'query' | 'body', unknown> | Trouble {
  const asked: Record<string, unknown> = {}
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part]
    const parsed = schema ? z.safeParse(schema, request[part]) : undefined
    if (parsed && !parsed.success) {
      const [issue] = parsed.error.issues
      const where = [part, ...(issue?.path ?? [])].join('.')
      return {
        kind: 'trouble',
        why: `${where}: ${issue?.message ?? 'not understood'}`,
        remedy: 'see /api/reference',
      }
    }
    asked[part] = parsed?.data ?? {}
  }
  return asked
}

function sendBytes(reply: FastifyReply, { mediaType, body, fileName, from }: ByteAnswer): FastifyReply {
  void reply.type(mediaType)
  if (fileName !== undefined) void reply.header('content-disposition', asAttachment(fileName))
  if (from === 'outside') void reply.header('content-security-policy', "sandbox; default-src 'none'")
  if (typeof body === 'string') return reply.send(body)
  return reply.send(body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body))
}

const problem = (reply: FastifyReply, status: number, found: WireProblem | Trouble): FastifyReply => {
  const { why, remedy } = found
  const place = 'place' in found && found.place ? { place: found.place } : {}
  const more = found.more
    ? { more: found.more.map((other) => ({ why: other.why, remedy: other.remedy })) }
    : {}
  return reply.code(status).send({ why, remedy, ...place, ...more } satisfies WireProblem)
}

/** A proxy or browser closes a stream that says nothing for a while: 25 s is below the shortest we know. */
const heartbeatMs = 25_000

function addFollow(server: FastifyInstance, tails: Tails): void {
  server.get(api.followRun.path, async (request, reply) => {
    const asked = askedOf(api.followRun, request)
    if (isTrouble(asked)) return problem(reply, 400, asked)
    const { params, query } = asked as Asked<'followRun'>
    const run = parseRunId(params.run)
    if (!run)
      return problem(reply, 404, { why: `there is no run ${params.run}`, remedy: 'look at the list of runs' })
    const seen = Number(request.headers['last-event-id'] ?? query.after ?? 0)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    })
    raw.write('retry: 1000\n\n')
    const beat = setInterval(() => raw.write(': beat\n\n'), heartbeatMs).unref()
    const stop = await tails.follow(run, Number.isSafeInteger(seen) ? seen : 0, (facts) => {
      raw.write(facts.map((fact) => `id: ${fact.seq}\ndata: ${JSON.stringify(fact)}\n\n`).join(''))
    })
    raw.on('close', () => {
      clearInterval(beat)
      stop()
    })
    return reply
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
