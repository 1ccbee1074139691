/** Private modes of a terminal that change what it shows or sends: other screens, cursor, mouse, pasting. */
const followed = new Set(['1', '25', '47', '1047', '1049', '1000', '1002', '1003', '1004', '1006', '2004'])
/** What a terminal has before a program changes it: the cursor is seen. */
const usual = new Set(['25'])

/** `ESC [ ? 1 ; 25 h`: sets (`h`) or takes back (`l`). */
const sequence = new RegExp(String.raw`\u001b\[\?([0-9;]+)([hl])`, 'g')

/**
 * Follows which modes a program has set in a terminal, so that a terminal that joins later gets them and one that is
 * left has them no more.
 */
export class TerminalModes {
  readonly #set = new Set(usual)
  #held = ''

  /** Takes output in; a sequence may be cut anywhere. */
  feed(bytes: Uint8Array): void {
    const text = this.#held + Buffer.from(bytes).toString('latin1')
    for (const [, modes = '', how] of text.matchAll(sequence))
      for (const mode of modes.split(';').filter((each) => followed.has(each)))
        if (how === 'h') this.#set.add(mode)
        else this.#set.delete(mode)
    const open = text.lastIndexOf('\u001b')
    this.#held =
      open !== -1 && text.length - open < 64 && !/[hl]/.test(text.slice(open)) ? text.slice(open) : ''
  }

  /** The program draws on a screen of its own: what is on it can only be drawn again. */
  get isOnOtherScreen(): boolean {
    return ['47', '1047', '1049'].some((mode) => this.#set.has(mode))
  }

  /** Gives a fresh terminal these modes. */
  enter(): string {
    return [...changed(this.#set)].join('')
  }

  /** Takes them back, and colours with them. */
  leave(): string {
    const back = [...this.#set].filter((mode) => !usual.has(mode)).map((mode) => `\u001b[?${mode}l`)
    const missing = [...usual].filter((mode) => !this.#set.has(mode)).map((mode) => `\u001b[?${mode}h`)
    return [...back, ...missing, '\u001b[0m'].join('')
  }
}

function* changed(set: ReadonlySet<string>): Generator<string> {
  for (const mode of set) if (!usual.has(mode)) yield `\u001b[?${mode}h`
  for (const mode of usual) if (!set.has(mode)) yield `\u001b[?${mode}l`
}
