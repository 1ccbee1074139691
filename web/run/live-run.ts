import type { Answered } from '../../src/contract/api.ts'
import type { Fact } from '../../src/run/evolve.ts'
import type { Fold } from '../../src/run/fold.ts'
import { beginFold } from '../../src/run/fold.ts'
import type { ReadonlyRunState } from '../../src/run/state.ts'
import { addressOf } from '../client/ask.ts'

/** A run as it is now. The state is one object that moves on; `facts` is a new list at every change. */
export type RunView = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  readonly connection: 'live' | 'lost'
}

/** How long after a stream was refused it is asked for again. */
const againMs = 1500

/** One frame of a screen. */
const batchMs = 16

/**
 * A run followed from its beginning: what was read first, then the stream of its facts, folded by the same function
 * as the server's. It holds the connection, and makes a new one wherever the old one was when it broke.
 */
export class LiveRun {
  readonly #fold: Fold
  readonly #listeners = new Set<() => void>()
  #view: RunView
  #facts: Fact[]
  #source: EventSource | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  #telling: ReturnType<typeof setTimeout> | undefined

  constructor({ head, plan, facts }: Answered<'showRun'>) {
    this.#fold = beginFold(head.run, plan)
    this.#facts = [...facts]
    for (const fact of facts) this.#fold.apply(fact)
    this.#view = this.#look('live')
  }

  readonly view = (): RunView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#connect()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#disconnect()
    }
  }

  #look(connection: RunView['connection']): RunView {
    const { state } = this.#fold
    return { state, facts: [...this.#facts], connection }
  }

  #connect(): void {
    const { run, seq } = this.#fold.state
    const source = new EventSource(addressOf('followRun', { run }, { after: seq }))
    this.#source = source
    source.addEventListener('open', () => this.#tell('live'))
    source.addEventListener('message', ({ data }: MessageEvent<string>) =>
      this.#take(JSON.parse(data) as Fact),
    )
    source.addEventListener('error', () => {
      this.#tell('lost')
      // The browser goes on trying by itself, unless it was refused.
      if (source.readyState !== EventSource.CLOSED) return
      this.#again = setTimeout(() => this.#connect(), againMs)
    })
  }

  #disconnect(): void {
    clearTimeout(this.#again)
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#source?.close()
    this.#source = undefined
  }

  #take(fact: Fact): void {
    // After a reconnection some come twice.
    if (fact.seq <= this.#fold.state.seq) return
    this.#fold.apply(fact)
    this.#facts.push(fact)
    // Facts come in bursts; what was asked and answered within one need not be drawn.
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#tell('live')
    }, batchMs)
  }

  #tell(connection: RunView['connection']): void {
    this.#view = this.#look(connection)
    for (const listener of this.#listeners) listener()
  }
}
