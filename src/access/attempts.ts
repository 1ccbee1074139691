/** Tries of one kind and from one place, in the time that counts. */
type Tries = { count: number; readonly since: number; told: boolean }

const windowMs = 15 * 60_000

/** More names and addresses than this at once are an attack already: the oldest are forgotten. */
const keysMax = 10_000

/** How often something secret may be guessed at: per account, and per address. */
export const attemptsMax = { account: 10, address: 30 } as const

/** Counts tries per key; what goes beyond its limit is not even looked at. */
export class Attempts {
  readonly #tries = new Map<string, Tries>()

  /** Counts a try. `first`: the limit has just been reached, which is worth an entry; later ones are not. */
  take(key: string, max: number, now: number): 'fine' | 'first' | 'over' {
    const known = this.#tries.get(key)
    const tries = known && now - known.since < windowMs ? known : { count: 0, since: now, told: false }
    this.#tries.delete(key)
    this.#tries.set(key, tries)
    const [oldest] = this.#tries.keys()
    if (this.#tries.size > keysMax && oldest !== undefined) this.#tries.delete(oldest)
    if (++tries.count <= max) return 'fine'
    const first = !tries.told
    tries.told = true
    return first ? 'first' : 'over'
  }

  /** It was right: what came before counts no more. */
  forget(key: string): void {
    this.#tries.delete(key)
  }
}
