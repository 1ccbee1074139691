import type { ServerResponse } from 'node:http'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { StreamLimits } from './terms.ts'

/** A proxy or browser closes a stream that says nothing for a while: 25 s is below the shortest we know. */
const heartbeatMs = 25_000

/** How soon a browser asks again after the server went away; nobody is to come back all at once. */
const comeBackMs = 2000

/** A reader that is so far behind is let go; it comes back and goes on where it was. */
const unreadBytesMax = 16 * 2 ** 20

export type Stream = {
  readonly send: (text: string) => void
  /** Calls back once, when the other side or we ended it. */
  readonly onEnd: (listener: () => void) => void
}

/** Who listens: whom the limit is for, and whether they still may. */
type Listener = { readonly whose: string; readonly stillMay: () => Promise<boolean> }

/** The live streams that are open: how many, of whom, and how they are sent away. */
export class Streams {
  readonly #limits: StreamLimits
  readonly #open = new Map<ServerResponse, Listener>()
  readonly #perListener = new Map<string, number>()

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#open.size
  }

  /** Why whoever asks cannot have one more; undefined when they can. */
  refusal(whose: string): Trouble | undefined {
    const { all, perSession } = this.#limits
    if ((this.#perListener.get(whose) ?? 0) >= perSession)
      return trouble(
        `${perSession} live views are open for you, and that is the limit`,
        'close pages you do not need, or have limits.streamsPerSession raised',
      )
    if (this.#open.size >= all)
      return trouble(
        `${all} live views are open on this server, and that is the limit`,
        'try again in a minute, or have limits.streams raised',
      )
    return undefined
  }

  /** Begins one on a response that nothing was written to. */
  open(raw: ServerResponse, headers: Readonly<Record<string, string>>, listener: Listener): Stream {
    const { whose } = listener
    this.#open.set(raw, listener)
    this.#perListener.set(whose, (this.#perListener.get(whose) ?? 0) + 1)
    raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    raw.write('retry: 1000\n\n')
    const beat = setInterval(() => raw.write(': beat\n\n'), heartbeatMs).unref()
    const ends: (() => void)[] = []
    let ended = false
    raw.once('close', () => {
      ended = true
      clearInterval(beat)
      this.#forget(raw, whose)
      for (const end of ends) end()
    })
    return {
      send(text) {
        raw.write(text)
        if (raw.writableLength > unreadBytesMax) raw.destroy()
      },
      // It may have ended while its beginning was being read.
      onEnd: (listener) => (ended ? listener() : void ends.push(listener)),
    }
  }

  /** Ends those whose listeners may listen no more. */
  async look(): Promise<void> {
    for (const [raw, { stillMay }] of this.#open) if (!(await stillMay())) raw.end()
  }

  /** Ends all: each browser is told to come back by itself in a moment. */
  sendAway(): void {
    for (const raw of this.#open.keys()) raw.end(`retry: ${comeBackMs}\nevent: leaving\ndata: {}\n\n`)
  }

  #forget(raw: ServerResponse, whose: string): void {
    this.#open.delete(raw)
    const left = (this.#perListener.get(whose) ?? 1) - 1
    if (left > 0) this.#perListener.set(whose, left)
    else this.#perListener.delete(whose)
  }
}
