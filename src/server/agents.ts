import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app/app.ts'
import { Bug } from '../text/bug.ts'
import { problem } from './exchange.ts'
import type { Guest } from './gate.ts'

/** Where agents ask (Model Context Protocol, Streamable HTTP). It is no door of the API: the protocol is its contract. */
export const agentsPath = '/mcp'

/** What one message of an agent is answered with. */
export type AgentFace = (app: App, asked: AgentMessage) => Promise<Response>

export type AgentMessage = {
  readonly request: Request
  /** Its body, already read as JSON. */
  readonly message: unknown
  /** Whoever asks is gone, or the server goes: what waits is answered at once. */
  readonly ends: AbortSignal
}

/** A proposed text of the longest runbook fits, many times over. */
const bodyBytesMax = 1024 * 1024

/** Answers at once for one account: an agent that waits for several runs has enough. */
const callsAtOnceMax = 10

/** Calls of one account in a minute; more is an agent that goes round in circles. */
const callsPerMinuteMax = 300

/**
 * The door of agents. Each message is answered for itself, by the token that came with it: there are no sessions to
 * take over, and nothing is held open but a call that waits.
 */
export function addAgents(
  server: FastifyInstance,
  {
    answer,
    guestOf,
    leaving,
  }: {
    readonly answer: AgentFace
    readonly guestOf: (request: FastifyRequest) => Guest | undefined
    readonly leaving: AbortSignal
  },
): void {
  const pace = new Pace()
  server.post(agentsPath, { bodyLimit: bodyBytesMax }, async (request, reply) => {
    const guest = guestOf(request)
    if (!guest) throw new Bug('an agent of nobody')
    const { app } = guest
    const end = pace.begin(app.actor.id, app.driver.clock.now())
    if (!end)
      return problem(reply.header('retry-after', '10'), 429, {
        why: `an account's agents ask ${callsPerMinuteMax} times a minute at most, and ${callsAtOnceMax} at once`,
        remedy: 'wait a little; to follow a run, let watch_run wait',
      })
    const gone = new AbortController()
    reply.raw.once('close', () => {
      end()
      gone.abort()
    })
    const ends = AbortSignal.any([gone.signal, leaving])
    return reply.send(
      await answer(app, { request: webRequest(request, gone.signal), message: request.body, ends }),
    )
  })
  server.route({
    method: ['GET', 'DELETE'],
    url: agentsPath,
    handler: async (_, reply) =>
      problem(reply.header('allow', 'POST'), 405, {
        why: 'there are no sessions here, and no stream beside an answer',
        remedy: 'send each message as a POST',
      }),
  })
}

/** Whoever comes without a token that is good, however they are signed in. */
export const unknownAgent = (reply: FastifyReply): FastifyReply =>
  problem(reply.header('www-authenticate', 'Bearer'), 401, {
    why: 'an agent comes with a token of an account',
    remedy: 'send Authorization: Bearer kbt_…, see docs/agents.md',
  })

/** How often and how many at once each account's agents ask. */
class Pace {
  readonly #underWay = new Map<string, number>()
  #minute = { from: 0, calls: new Map<string, number>() }

  /** Begins a call, which is ended by what it gives; undefined when there are too many. */
  begin(whose: string, now: number): (() => void) | undefined {
    if (now - this.#minute.from >= 60_000) this.#minute = { from: now, calls: new Map() }
    const { calls } = this.#minute
    const called = (calls.get(whose) ?? 0) + 1
    const atOnce = (this.#underWay.get(whose) ?? 0) + 1
    if (called > callsPerMinuteMax || atOnce > callsAtOnceMax) return undefined
    calls.set(whose, called)
    this.#underWay.set(whose, atOnce)
    return () => this.#end(whose)
  }

  #end(whose: string): void {
    const left = (this.#underWay.get(whose) ?? 1) - 1
    if (left > 0) this.#underWay.set(whose, left)
    else this.#underWay.delete(whose)
  }
}

/** The request as the protocol's library reads one; it ends when the other side goes away. */
function webRequest({ headers }: FastifyRequest, signal: AbortSignal): Request {
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && handedOn.test(name) ? [[name, value]] : [],
  )
  return new Request(`http://agents.invalid${agentsPath}`, {
    method: 'POST',
    headers: named,
    signal,
  })
}

/** What the protocol says in headers. No credential is among them. */
const handedOn = /^(accept|content-type|mcp-[a-z-]+)$/
