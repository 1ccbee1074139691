import type { Answered } from '../../src/contract/api.ts'
import { ask, Refused } from '../client/ask.ts'
import type { LogLine } from './log-lines.ts'
import { shownLine } from './log-lines.ts'

/** Lines asked for at once. */
export const pageLines = 200

/** Pages kept; beyond, those that were not looked at for the longest are forgotten. */
const pagesMax = 100

/** How often a command that runs is asked for more output. */
const lookEveryMs = 600

/** How soon the server is asked again while it counts. */
const moreEveryMs = 20

export type LogView = {
  /** Undefined until the first answer. */
  readonly all: number | undefined
  /** A line counted from 0; undefined while it is on its way. */
  readonly line: (index: number) => LogLine | undefined
  readonly error: unknown
}

type Page = {
  readonly lines: readonly LogLine[]
  /** It is full and none of its lines can change any more. */
  readonly isWhole: boolean
}

/** The output of an attempt, of which only what is looked at is here, and a little around it. */
export class LogPages {
  readonly #place: { readonly run: string; readonly seq: number }
  readonly #going: boolean
  readonly #pages = new Map<number, Page>()
  readonly #asked = new Set<number>()
  readonly #listeners = new Set<() => void>()
  #all: number | undefined
  /** It is not counted to its end yet. */
  #more = true
  #error: unknown
  #timer: ReturnType<typeof setTimeout> | undefined
  #view: LogView

  constructor(run: string, seq: number, attempt: 'going' | 'over') {
    this.#place = { run, seq }
    this.#going = attempt === 'going'
    this.#view = this.#look()
  }

  readonly view = (): LogView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) void this.#follow()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearTimeout(this.#timer)
    }
  }

  /** Fetches what of these lines is not here. */
  readonly show = (from: number, to: number): void => {
    for (let page = Math.floor(from / pageLines); page * pageLines < to; page++) {
      const known = this.#pages.get(page)
      if (known) {
        this.#pages.delete(page)
        this.#pages.set(page, known)
      }
      if (!known || (!known.isWhole && known.lines.length < this.#expected(page))) void this.#fetch(page)
    }
  }

  #expected(page: number): number {
    return Math.min(pageLines, (this.#all ?? 0) - page * pageLines)
  }

  /** What has been printed since is seen at the end; a log that is over is looked at once. */
  async #follow(): Promise<void> {
    clearTimeout(this.#timer)
    const last = Math.floor(Math.max(0, (this.#all ?? 0) - 1) / pageLines)
    if (this.#going || this.#more) await this.#fetch(last)
    if ((this.#going || this.#more) && this.#listeners.size > 0)
      this.#timer = setTimeout(() => void this.#follow(), this.#more ? moreEveryMs : lookEveryMs)
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return
    this.#asked.add(page)
    const from = page * pageLines
    try {
      const { run, seq } = this.#place
      const answer = await ask('readLog', {
        params: { run, seq: `${seq}` },
        query: { from: `${from}`, count: `${pageLines}` },
      })
      this.#take(page, answer)
    } catch (error) {
      // The server may be back in a moment: the run's own banner says that it is away.
      if (!(error instanceof Refused && error.status === 0)) {
        this.#error = error
        this.#more = false
      }
    } finally {
      this.#asked.delete(page)
    }
    this.#tell()
  }

  #take(page: number, { lines, all, ended, more }: Answered<'readLog'>): void {
    const from = page * pageLines
    this.#all = all
    this.#more = more
    this.#error = undefined
    this.#pages.delete(page)
    this.#pages.set(page, {
      lines: lines.map((line, index) => shownLine(line, from + index + 1)),
      isWhole: from + pageLines <= ended,
    })
    const oldest = this.#pages.keys().next()
    if (this.#pages.size > pagesMax && !oldest.done) this.#pages.delete(oldest.value)
  }

  #tell(): void {
    this.#view = this.#look()
    for (const listener of this.#listeners) listener()
  }

  #look(): LogView {
    const pages = this.#pages
    return {
      all: this.#all,
      line: (index) => pages.get(Math.floor(index / pageLines))?.lines[index % pageLines],
      error: this.#error,
    }
  }
}
