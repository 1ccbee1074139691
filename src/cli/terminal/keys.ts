import { graphemesOf } from './width.ts'

/** A key as a name: `enter`, `escape`, `backspace`, `ctrl-c`, `ctrl-d`, `ctrl-u`, `other`, or the character itself. */
export type Key = string

/**
 * The keys in what a terminal in raw mode sent at once. Sequences of function and cursor keys are one `other`
 * each, so that no part of them reads as a key that means something.
 */
export function readKeys(chunk: string): Key[] {
  const keys: Key[] = []
  let rest = chunk
  while (rest !== '') {
    const sequence = sequenceAt(rest)
    if (sequence !== undefined) {
      keys.push(sequence === escape ? 'escape' : 'other')
      rest = rest.slice(sequence.length)
      continue
    }
    const [grapheme = rest] = graphemesOf(rest.slice(0, 64))
    keys.push(named.get(grapheme) ?? (grapheme < ' ' ? 'other' : grapheme))
    rest = rest.slice(grapheme.length)
  }
  return keys
}

const escape = '\x1b'

const named: ReadonlyMap<string, Key> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\r\n', 'enter'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x03', 'ctrl-c'],
  ['\x04', 'ctrl-d'],
  ['\x15', 'ctrl-u'],
])

/** CSI, SS3 and Alt sequences, or the bare escape key. */
function sequenceAt(text: string): string | undefined {
  if (!text.startsWith(escape)) return undefined
  const rest = text.slice(1)
  const match = /^(?:\[[0-9;:<=>?]*[ -/]*[@-~]|O[@-~]|[^[O])/u.exec(rest)
  return match ? escape + match[0] : escape + (rest.startsWith('[') ? '[' : '')
}
