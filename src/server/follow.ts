import type { FastifyInstance, FastifyRequest } from 'fastify'
import { followRun, stillFollows } from '../app/follow-run.ts'
import { api } from '../contract/api.ts'
import type { Asked } from '../contract/api.ts'
import { parseRunId } from '../run/id.ts'
import { Bug } from '../text/bug.ts'
import { askedOf, problem, statusOf } from './exchange.ts'
import type { Gate, Guest } from './gate.ts'
import { isTrouble } from './handler.ts'
import type { Streams } from './streams.ts'
import type { Tails } from './tails.ts'

/** What ends elsewhere (an account disabled by another process, a session that has had its time) ends here so soon. */
const lookAgainMs = 30_000

export type Following = {
  readonly tails: Tails
  readonly streams: Streams
  readonly gate: Gate
  readonly guestOf: (request: FastifyRequest) => Guest | undefined
}

/** Live runs as server-sent events. */
export function addFollow(server: FastifyInstance, { tails, streams, gate, guestOf }: Following): void {
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
    // Of one account; where there are none, of one browser.
    const whose = guest.visitor ? guest.app.actor.id : (request.headers.cookie ?? '')
    const full = streams.refusal(whose)
    if (full) return problem(reply, 429, full)
    const seen = Number(request.headers['last-event-id'] ?? query.after ?? 0)
    reply.hijack()
    const stream = streams.open(reply.raw, reply.getHeaders() as Record<string, string>, {
      whose,
      stillMay: async () => {
        const again = await gate.guest(request)
        return again !== undefined && stillFollows(again.app, run)
      },
    })
    const stop = await tails.follow(run, Number.isSafeInteger(seen) ? seen : 0, (facts) => {
      stream.send(facts.map((fact) => `id: ${fact.seq}\ndata: ${JSON.stringify(fact)}\n\n`).join(''))
    })
    stream.onEnd(stop)
    return reply
  })
}
