/** Rings when one of several has something to tell, for whoever waits for any of them. */
export class Bell {
  readonly #sources = new Set<() => boolean>()
  #waiting: (() => void)[] = []

  /** Adds somebody who may have news; the returned function takes them away again. */
  add(hasNews: () => boolean): () => void {
    this.#sources.add(hasNews)
    return () => this.#sources.delete(hasNews)
  }

  get hasNews(): boolean {
    return [...this.#sources].some((hasNews) => hasNews())
  }

  ring(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves when there is something to tell. */
  changed(): Promise<void> {
    if (this.hasNews) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
