import { visibleLine, visibleText } from './visible.ts'

/**
 * Text from outside for a terminal. Colours and emphasis pass and end with the text; every other control
 * sequence, bidi override and zero-width character is shown instead of obeyed.
 */
export function terminalText(text: string): string {
  let open = false
  const safe = pieces(text, (sequence, parameters) => {
    if (!isHarmless(parameters)) return visibleText(sequence)
    open = !/(?:^|;)0*$/.test(parameters)
    return sequence
  })
  return open ? `${safe}\x1b[0m` : safe
}

/** The same without colours: they are taken away, everything else unseen is shown. */
export const terminalPlain = (text: string): string => pieces(text, () => '')

/** For a name or a title: without colours, and never more than one line. */
export const terminalLine = (text: string): string => visibleLine(terminalPlain(text))

/** The text made visible, but for its colour sequences (SGR), which `sequenceOf` writes. */
function pieces(text: string, sequenceOf: (sequence: string, parameters: string) => string): string {
  let out = ''
  let at = 0
  for (const match of text.matchAll(colour)) {
    out += visibleText(text.slice(at, match.index)) + sequenceOf(match[0], match[1] ?? '')
    at = match.index + match[0].length
  }
  return out + visibleText(text.slice(at))
}

const colour = new RegExp(String.raw`\x1b\[([0-9;:]{0,64})m`, 'g')

/**
 * Whether the parameters of an SGR sequence only colour or emphasise. Not harmless: blinking (5, 6), concealed
 * text (8), other fonts (10 to 20), and whatever has no meaning.
 */
function isHarmless(parameters: string): boolean {
  const codes = parameters.split(/[;:]/).map(Number)
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    if (!harmless.has(code)) return false
    // 38, 48 and 58 take a colour: `5;n` or `2;r;g;b`.
    if (code === 38 || code === 48 || code === 58) index += codes[index + 1] === 5 ? 2 : 4
  }
  return true
}

const between = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

const harmless: ReadonlySet<number> = new Set([
  0,
  1,
  2,
  3,
  4,
  7,
  9,
  ...between(21, 25),
  ...between(27, 49),
  ...between(90, 107),
  58,
  59,
])
