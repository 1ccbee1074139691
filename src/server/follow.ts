import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { followRun, stillFollows } from '../app/follow-run.ts'
import { api } from '../contract/api.ts'
import type { Asked } from '../contract/api.ts'
import type { RunId } from '../run/id.ts'
import { parseRunId } from '../run/id.ts'
import { Bug } from '../text/bug.ts'
import { askedOf, problem, statusOf } from './exchange.ts'
import type { Gate, Guest } from './gate.ts'
import { isTrouble } from './handler.ts'
import type { Tails } from './tails.ts'

/** A proxy or browser closes a stream that says nothing for a while: 25 s is below the shortest we know. */
const heartbeatMs = 25_000

/** What ends elsewhere (an account disabled by another process, a session that has had its time) ends here so soon. */
const lookAgainMs = 30_000

/** Streams that are open, each with the question whether whoever listens still may. */
class Streams {
  readonly #open = new Map<FastifyReply['raw'], () => Promise<boolean>>()

  add(raw: FastifyReply['raw'], stillMay: () => Promise<boolean>): void {
    this.#open.set(raw, stillMay)
    raw.on('close', () => this.#open.delete(raw))
  }

  /** Ends those whose listeners may listen no more. */
  async look(): Promise<void> {
    for (const [raw, stillMay] of this.#open) if (!(await stillMay())) raw.end()
  }
}

/** Live runs as server-sent events. */
export function addFollow(
  server: FastifyInstance,
  tails: Tails,
  gate: Gate,
  guestOf: (request: FastifyRequest) => Guest | undefined,
): void {
  const streams = new Streams()
  const look = (): void => void streams.look()
  const timer = setInterval(look, lookAgainMs).unref()
  const stop = gate.onChange(look)
  server.addHook('onClose', async () => {
    clearInterval(timer)
    stop()
  })
  server.get(api.followRun.path, async (request, reply) => {
    const asked = askedOf(api.followRun, request)
    if (isTrouble(asked)) return problem(reply, 400, asked)
    const { params, query } = asked as Asked<'followRun'>
    const run = parseRunId(params.run)
    if (!run)
      return problem(reply, 404, { why: `there is no run ${params.run}`, remedy: 'look at the list of runs' })
    const guest = guestOf(request)
    if (!guest) throw new Bug('a stream for nobody')
    // A run that is not there tells nothing, to its owner as well: only who may not look at all is told so.
    const may = await followRun(guest.app, run)
    if (isTrouble(may)) return problem(reply, statusOf(may), may)
    const seen = Number(request.headers['last-event-id'] ?? query.after ?? 0)
    streams.add(reply.raw, async () => {
      const again = await gate.guest(request)
      return again !== undefined && stillFollows(again.app, run)
    })
    await stream(reply, tails, { run, after: Number.isSafeInteger(seen) ? seen : 0 })
    return reply
  })
}

async function stream(
  reply: FastifyReply,
  tails: Tails,
  { run, after }: { readonly run: RunId; readonly after: number },
): Promise<void> {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  })
  raw.write('retry: 1000\n\n')
  const beat = setInterval(() => raw.write(': beat\n\n'), heartbeatMs).unref()
  const stop = await tails.follow(run, after, (facts) => {
    raw.write(facts.map((fact) => `id: ${fact.seq}\ndata: ${JSON.stringify(fact)}\n\n`).join(''))
  })
  raw.on('close', () => {
    clearInterval(beat)
    stop()
  })
}
