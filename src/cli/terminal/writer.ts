import type { CliOutput } from '../world.ts'
import { cutTo } from './width.ts'

/**
 * Writes lines that stay, and below them a footer that does not: it is taken away before anything else is
 * written and put back after it. Where there is no terminal there is no footer.
 */
export class Writer {
  readonly #output: CliOutput
  #footer: readonly string[] = []
  #drawn = 0

  constructor(output: CliOutput) {
    this.#output = output
  }

  lines(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#output.write(`${this.#erase()}${lines.join('\n')}\n${this.#draw()}`)
  }

  /** Shows these lines at the bottom instead of those before; no lines: nothing. */
  footer(lines: readonly string[]): void {
    if (!this.#output.isTTY || same(lines, this.#footer)) return
    this.#footer = lines
    this.#output.write(this.#erase() + this.#draw())
  }

  #erase(): string {
    const up = this.#drawn
    this.#drawn = 0
    return up === 0 ? '' : `\r${'\x1b[1A\x1b[2K'.repeat(up)}`
  }

  #draw(): string {
    this.#drawn = this.#footer.length
    const columns = this.#output.columns ?? 80
    return this.#footer.map((line) => `${cutTo(line, columns - 1)}\n`).join('')
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index])

/** Where lines go: the writer itself, or a place in it that stands further in. */
export type Screen = Pick<Writer, 'lines' | 'footer'>

/** The screen as those see it who show something inside something else. */
export const inset = (screen: Screen, by: string): Screen => ({
  lines: (lines) => screen.lines(lines.map((line) => (line === '' ? line : by + line))),
  footer: (lines) => screen.footer(lines.map((line) => by + line)),
})
