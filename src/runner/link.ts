import type { LogChunk } from '../ports/logs.ts'
import type { Hello, Order, OrderResult, Welcome } from '../ports/runners.ts'
import type { EffectId } from '../run/id.ts'

/** What a server said instead of an answer, or that none came. */
export class LinkError extends Error {
  override readonly name = 'LinkError'
  /** 0: the server was not reached. */
  readonly status: number
  readonly remedy: string

  constructor(status: number, why: string, remedy: string) {
    super(why)
    this.status = status
    this.remedy = remedy
  }
}

/** A runner's line to its server. Every call rejects with `LinkError`. */
export interface ServerLink {
  greet(hello: Hello): Promise<Welcome>
  /** Answers when there is something to do, and else after a heartbeat's time. */
  orders(
    asked: { readonly session: string; readonly received: readonly string[]; readonly draining: boolean },
    stop: AbortSignal,
  ): Promise<readonly Order[]>
  report(told: { readonly session: string; readonly results: readonly OrderResult[] }): Promise<void>
  append(effect: EffectId, chunks: readonly LogChunk[]): Promise<void>
  readUpTo(effect: EffectId): Promise<{ readonly stdout: number; readonly stderr: number }>
}
