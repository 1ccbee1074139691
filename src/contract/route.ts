import * as z from 'zod/mini'
import type { Verb } from '../access/verb.ts'

/**
 * One door of the HTTP API as a value: what goes in is checked by its schemas, what comes out is described by
 * `answer`. Router, typed client, reference page and the test of who may pass are all derived from the table of
 * these; nothing else knows a path.
 */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `:name` is a segment of `params`. Paths of the library hold slashes and go into the query. */
  readonly path: `/api/${string}`
  /** One sentence for the reference page. */
  readonly summary: string
  /**
   * The verbs it asks for, the first one always; `signed-in`: whoever is let in at all; `anyone`: also who is not;
   * `runner`: a runner, by its token, and nobody else.
   * It declares what its handler does: `authorise` in `app/` decides, and test/access walks every route by this.
   */
  readonly rights: readonly [Verb, ...Verb[]] | 'signed-in' | 'anyone' | 'runner'
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniType
  /** Its body is a file as it is, and no JSON; larger ones are refused before they are read. */
  readonly fileBytesMax?: number
  readonly answer: Answer
}

/** What a door answers with: JSON of a schema, a stream of server-sent events, or bytes of a media type. */
export type Answer =
  | { readonly kind: 'json'; readonly schema: z.ZodMiniType }
  | { readonly kind: 'events'; readonly schema: z.ZodMiniType }
  | { readonly kind: 'bytes'; readonly mediaTypes: readonly string[] }

export const json = <T extends z.ZodMiniType>(schema: T) => ({ kind: 'json', schema }) as const
export const events = <T extends z.ZodMiniType>(schema: T) => ({ kind: 'events', schema }) as const
export const bytes = (...mediaTypes: readonly string[]) => ({ kind: 'bytes', mediaTypes }) as const

/**
 * A value of a pure room that crosses the wire as it is (a plan, a finding). It is checked where it is made; the
 * reference page names the document that describes it.
 */
export const value = <T>(name: string) => z.custom<T>().check(z.describe(name))

/** A file as the body of a request. */
export const file = value<Uint8Array>('the bytes of a file')

/** Every answer that is not 2xx: what happened, where, and what to do. */
export const problemSchema = z.object({
  why: z.string(),
  remedy: z.string(),
  place: z.optional(z.object({ path: z.string(), line: z.number(), column: z.number() })),
  more: z.optional(z.array(z.object({ why: z.string(), remedy: z.string() }))),
})
export type WireProblem = z.output<typeof problemSchema>
