import type * as z from 'zod/mini'
import type { Answered, Asking, RouteName } from '../contract/api.ts'
import { api } from '../contract/api.ts'
import type { Route } from '../contract/route.ts'
import { problemSchema } from '../contract/route.ts'
import { parseRunId } from '../run/id.ts'
import type { ServerLink } from './link.ts'
import { LinkError } from './link.ts'

/** Longer than the server holds an idle request for orders, with air for a slow network. */
const answerMs = 60_000

/** A line over HTTP. The token goes into a header and nowhere else. */
export function httpLink(server: URL, token: string): ServerLink {
  const ask = async <N extends RouteName>(name: N, body: Asking<N>['body'], stop?: AbortSignal) => {
    const { method, path }: Route = api[name]
    const tooLong = AbortSignal.timeout(answerMs)
    const response = await fetch(new URL(path, server), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-kneeboard': '1',
      },
      body: JSON.stringify(body),
      // A server that sends its runners elsewhere would send their token along.
      redirect: 'error',
      signal: stop ? AbortSignal.any([stop, tooLong]) : tooLong,
    }).catch((error: unknown) => {
      throw new LinkError(0, `${server.origin} cannot be reached: ${causeOf(error)}`, 'look whether it runs')
    })
    if (!response.ok) throw await refusal(response)
    return (await response.json().catch(() => {
      throw new LinkError(0, `${server.origin} broke off its answer`, 'look whether it runs')
    })) as Answered<N>
  }
  return {
    async greet(hello) {
      const { name, session, ended } = await ask('greetRunner', { ...hello, runs: [...hello.runs] })
      return { name, session, ended: ended.flatMap((run) => parseRunId(run) ?? []) }
    },
    async orders(asked, stop) {
      const { orders } = await ask('takeOrders', { ...asked, received: [...asked.received] }, stop)
      return orders
    },
    async report({ session, results }) {
      await ask('reportOrders', { session, results: results.map(wireResult) })
    },
    async append(effect, chunks) {
      await ask('appendLog', { effect, chunks: [...chunks] })
    },
    readUpTo: (effect) => ask('logReadUpTo', { effect }),
  }
}

type Told = Parameters<ServerLink['report']>[0]['results'][number]
type WireResult = Asking<'reportOrders'>['body']['results'][number]

/** Without the hash of the log, which the server makes of what came to it. */
function wireResult(result: Told): WireResult {
  if (result.kind === 'done') return result
  const { log: _, session, response, ...outcome } = result.outcome
  return {
    kind: 'outcome',
    id: result.id,
    outcome: {
      ...outcome,
      outputs: { ...outcome.outputs },
      ...(response ? { response: { ...response, headers: { ...response.headers } } } : {}),
      ...(session ? { session: wireSession(session) } : {}),
    },
  }
}

type Change = NonNullable<Extract<Told, { kind: 'outcome' }>['outcome']['session']>

const wireSession = ({ cwd, set, unset, secrets, dropped }: Change) => ({
  cwd,
  set: { ...set },
  unset: [...unset],
  ...(secrets ? { secrets: { ...secrets } } : {}),
  ...(dropped ? { dropped: [...dropped] } : {}),
})

async function refusal(response: Response): Promise<LinkError> {
  const problem: unknown = await response.json().catch(() => undefined)
  const parsed = problemOf(problem)
  return new LinkError(
    response.status,
    parsed?.why ?? `the server answered ${response.status}`,
    parsed?.remedy ?? 'look whether something stands between this runner and the server',
  )
}

function problemOf(value: unknown): z.output<typeof problemSchema> | undefined {
  const parsed = problemSchema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
