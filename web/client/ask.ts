import type { Answered, Asking, RouteName } from '../../src/contract/api.ts'
import { api } from '../../src/contract/api.ts'
import type { Route, WireProblem } from '../../src/contract/route.ts'

/** What the server said when it said no, or that it could not be reached. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly problem: WireProblem

  constructor(status: number, problem: WireProblem) {
    super(problem.why)
    this.status = status
    this.problem = problem
  }
}

type Parts<N extends RouteName> = {
  [K in 'params' | 'query' | 'body' as Asking<N>[K] extends Record<string, never> ? never : K]: Asking<N>[K]
}

/** Asks a door of the API; rejects with `Refused`. */
export async function ask<N extends RouteName>(name: N, parts: Parts<N>): Promise<Answered<N>> {
  const { params, query, body } = parts as { params?: Words; query?: Words; body?: unknown }
  const { method }: Route = api[name]
  const response = await fetch(addressOf(name, params, query), {
    method,
    headers: { 'x-kneeboard': '1', ...(body === undefined ? {} : { 'content-type': mediaTypeOf(body) }) },
    ...(body === undefined
      ? {}
      : { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Refused(0, { why: 'the server cannot be reached', remedy: String(error) })
  })
  if (response.ok) return (await response.json()) as Answered<N>
  throw new Refused(response.status, (await response.json()) as WireProblem)
}

const mediaTypeOf = (body: unknown): string =>
  body instanceof Uint8Array ? 'application/octet-stream' : 'application/json'

type Words = Readonly<Record<string, string | number | undefined>>

/** Where a door is: for links, streams and downloads too. */
export function addressOf(name: RouteName, params: Words = {}, query: Words = {}): string {
  const path = api[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
