import type { RunId } from '../../run/id.ts'
import type { Spare } from './spare.ts'
import { removeSpare } from './spare.ts'

/** As long as a seat rests. */
const idleMs = 2_000

/** More than this stand side by side seldom, and each holds three files open. */
const keptMax = 8

/** Folders of attempts that are over, kept for a moment for the next attempts of their run. */
export class Spares {
  readonly #kept = new Map<RunId, { readonly spares: Spare[]; readonly over: NodeJS.Timeout }>()

  take(run: RunId): Spare | undefined {
    return this.#kept.get(run)?.spares.pop()
  }

  keep(run: RunId, spare: Spare): void {
    const kept = this.#kept.get(run)
    if (!kept) {
      const over = setTimeout(() => this.close(run), idleMs).unref()
      this.#kept.set(run, { spares: [spare], over })
    } else if (kept.spares.length >= keptMax) removeSpare(spare)
    else {
      kept.over.refresh()
      kept.spares.push(spare)
    }
  }

  /** For this run none is needed any more. */
  close(run: RunId): void {
    const kept = this.#kept.get(run)
    this.#kept.delete(run)
    clearTimeout(kept?.over)
    for (const spare of kept?.spares ?? []) removeSpare(spare)
  }
}
