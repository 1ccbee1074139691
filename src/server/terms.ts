import type { Log } from '../ports/log.ts'

/** What an operator says of how a server serves. */
export type ServerTerms = {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** How browsers reach it where a proxy stands before it: `https://kneeboard.example.com`. */
  readonly publicUrl?: URL
  /** How long a browser that was let in comes in again. */
  readonly sessionMs: number
  readonly streams: StreamLimits
  readonly shutdown: {
    /** `/ready` says no for so long before the first connection is refused: balancers look every few seconds. */
    readonly delayMs: number
    /** Answers that are under way are given so long. */
    readonly graceMs: number
  }
  readonly log: Log
}

/** Live views at once: in all, and of one session. */
export type StreamLimits = { readonly all: number; readonly perSession: number }
