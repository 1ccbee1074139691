import type { Json } from '../../hash/canonical.ts'

/** Who did it. Locally a person is asserted (the operating system's user name); only who has signed in is proven. */
export type Actor = {
  readonly kind: 'person' | 'agent' | 'token' | 'service' | 'signal' | 'system'
  readonly id: string
  readonly via: 'cli' | 'web' | 'api' | 'mcp' | 'engine'
  /** They had signed in, or hold a token of an account: `id` is the account's name. */
  readonly proven?: true
  /** Name of the token it was done with. */
  readonly token?: string
}

/**
 * One fact of a run as it is stored: the journal's unit, and the line of every event stream.
 * Fields are only ever added; a new meaning is a new type.
 */
export type Envelope = {
  readonly v: 1
  /** Counts from 1 within a run, without gaps. */
  readonly seq: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly by: Actor
  /** `attempt.started`. */
  readonly type: string
  readonly data: { readonly [key: string]: Json | undefined }
}
