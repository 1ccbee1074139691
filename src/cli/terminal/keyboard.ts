import { createInterface } from 'node:readline'
import { StringDecoder } from 'node:string_decoder'
import type { CliInput, CliOutput } from '../world.ts'
import type { Key } from './keys.ts'
import { readKeys } from './keys.ts'

type Listener = (keys: readonly Key[]) => void

/**
 * A terminal's keys, one at a time. It owns raw mode: while it is open the terminal hands keys over at once and
 * unseen, and `close` gives the terminal back as it was.
 */
export class Keyboard {
  readonly #input: CliInput
  readonly #output: CliOutput
  readonly #decoder = new StringDecoder('utf8')
  readonly #take = (data: Buffer | string) => this.#taken(data)
  readonly #ended = () => this.#send(['hang-up'])
  #listener: Listener | undefined
  #open = false
  #editing: { close: () => void } | undefined

  /** `lent`: somebody else has the terminal until `open` is called. */
  constructor(input: CliInput, output: CliOutput, begins: 'open' | 'lent' = 'open') {
    this.#input = input
    this.#output = output
    if (begins === 'open') this.open()
  }

  /** Calls back with what is typed from now on; the returned function ends that. One listener at a time. */
  listen(listener: Listener): () => void {
    const before = this.#listener
    this.#listener = listener
    return () => {
      if (this.#listener === listener) this.#listener = before
    }
  }

  /**
   * The next key. What comes as more than one key at once was pasted, or typed before the question stood there:
   * only Ctrl-C among them counts, since nobody meant them as an answer.
   */
  key(): { readonly pressed: Promise<Key>; readonly forget: () => void } {
    let forget = () => undefined as void
    const pressed = new Promise<Key>((resolve) => {
      forget = this.listen((keys) => {
        const key = keys.length === 1 ? keys[0] : keys.find((each) => each === 'ctrl-c' || each === 'hang-up')
        if (key === undefined) return
        forget()
        resolve(key)
      })
    })
    return { pressed, forget: () => forget() }
  }

  /** One line, with the usual editing; undefined when it was broken off (Ctrl-C, Ctrl-D, Escape on an empty line). */
  async line(prompt: string, initial: string): Promise<string | undefined> {
    this.close()
    try {
      return await this.#readLine(prompt, initial)
    } finally {
      this.#editing = undefined
      this.open()
    }
  }

  /** One line that is never shown; undefined when it was broken off. */
  hiddenLine(prompt: string): Promise<string | undefined> {
    this.#output.write(prompt)
    return new Promise((resolve) => {
      let text: readonly Key[] = []
      const done = (value: string | undefined) => {
        stop()
        this.#output.write('\n')
        resolve(value)
      }
      const stop = this.listen((keys) => {
        for (const key of keys) {
          if (key === 'ctrl-c' || key === 'ctrl-d' || key === 'escape' || key === 'hang-up')
            return done(undefined)
          if (key === 'enter') return done(text.join(''))
          if (key === 'backspace') text = text.slice(0, -1)
          else if (key === 'ctrl-u') text = []
          else if (key !== 'other') text = [...text, key]
        }
      })
    })
  }

  /** Takes in what did not come from the keyboard but means the same: a signal sent to this process. */
  hear(key: 'ctrl-c' | 'hang-up'): void {
    // While an editor or a command has the terminal, Ctrl-C is theirs.
    if (key === 'ctrl-c' && !this.#open) return
    this.#editing?.close()
    this.#send([key])
  }

  /** Gives the terminal to somebody else (an editor, a command) until `open` is called. */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#input.off('data', this.#take)
    this.#input.off('end', this.#ended)
    this.#input.setRawMode?.(false)
    this.#input.pause()
  }

  open(): void {
    if (this.#open) return
    this.#open = true
    this.#input.setRawMode?.(true)
    this.#input.on('data', this.#take)
    this.#input.on('end', this.#ended)
    this.#input.resume()
  }

  #taken(data: Buffer | string): void {
    this.#send(readKeys(typeof data === 'string' ? data : this.#decoder.write(data)))
  }

  #send(keys: readonly Key[]): void {
    if (keys.length > 0) this.#listener?.(keys)
  }

  #readLine(prompt: string, initial: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const [input, output] = [this.#input, this.#output]
      const editor = createInterface({ input, output, terminal: true, historySize: 0, tabSize: 4 })
      this.#editing = editor
      editor.once('line', (line) => {
        resolve(line)
        editor.close()
      })
      editor.once('SIGINT', () => {
        output.write('\n')
        editor.close()
      })
      // After `line` this changes nothing: a promise is resolved once.
      editor.once('close', () => resolve(undefined))
      editor.setPrompt(prompt)
      editor.prompt()
      if (initial !== '') editor.write(initial)
    })
  }
}
