import type { App, Trouble } from '../app/app.ts'
import type { Entrance } from '../app/sign-in.ts'
import type { Visitor } from '../app/who-comes.ts'
import type { Api, Answered, Asked, RouteName } from '../contract/api.ts'

/** What a handler works with: the verbs' app for whoever asks, and what came with the request. */
export type Visit = {
  /** The same app for everybody but for its actor. */
  readonly app: App
  readonly version: string
  readonly now: () => number
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** The network address it came from. */
  readonly from: string
  /** Where people come in, where there are accounts. */
  readonly entrance?: Entrance
  /** Who came, where there are accounts and somebody has been let in. */
  readonly visitor?: Visitor
  /** Which runner came, where one did. */
  readonly runner?: string
  /** Puts a session's secret into a cookie of the answer; undefined takes the cookie away. */
  readonly setCookie: (session: string | undefined) => void
}

/** Bytes with their media type, offered for saving under a name when it has one. */
export type ByteAnswer = {
  readonly kind: 'bytes'
  readonly mediaType: string
  /** Of a large file its parts, so that it is never whole in memory. */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>
  readonly fileName?: string
  /** It came from outside: a browser saves it, and runs nothing of it should it be shown after all. */
  readonly from?: 'outside'
}

/** What a handler of a route gives: the JSON or bytes the contract says, or trouble. Streams have doors of their own. */
export type Handler<N extends RouteName> = (
  visit: Visit,
  asked: Asked<N>,
) => Promise<(Api[N]['answer']['kind'] extends 'bytes' ? ByteAnswer : Answered<N>) | Trouble>

/** Every route that answers once has one. */
export type AnsweringRoute = {
  [N in RouteName]: Api[N]['answer']['kind'] extends 'events' ? never : N
}[RouteName]
export type Handlers = { readonly [N in AnsweringRoute]: Handler<N> }

export const isTrouble = (value: object): value is Trouble => 'kind' in value && value.kind === 'trouble'
