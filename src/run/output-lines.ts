/** A line a command printed, as it printed it: masked, colours and all, without its end. */
export type OutputLine = {
  readonly stream: OutputStream
  readonly text: string
  /** Colour sequences that hold where it begins; absent when there are none. */
  readonly look?: string
}
export type OutputStream = 'stdout' | 'stderr'

/** More of one line is in the log's file, not on a page: longer lines are no text that somebody reads. */
export const lineCharsMax = 8_192

/** What has no end yet, by stream, and the colours that hold there: enough to go on from a place in the middle. */
export type OpenLines = {
  readonly text: Readonly<Record<OutputStream, string>>
  /** Colour sequences since the last reset. */
  readonly look: Readonly<Record<OutputStream, string>>
}

export const noOpenLines: OpenLines = { text: { stdout: '', stderr: '' }, look: { stdout: '', stderr: '' } }

/** Puts output together to lines. A line is there when its end has come; the streams are merged in that order. */
export class OutputLines {
  readonly #text: Record<OutputStream, string>
  readonly #look: Record<OutputStream, string>
  readonly #max: number

  /** Lines longer than `max` characters are cut. */
  constructor(from: OpenLines, max: number) {
    this.#text = { ...from.text }
    this.#look = { ...from.look }
    this.#max = max
  }

  /** The lines that end in this piece. */
  push(stream: OutputStream, piece: string): readonly OutputLine[] {
    const whole = piece.split('\n')
    whole[0] = this.#text[stream] + (whole[0] ?? '')
    this.#text[stream] = shortened(whole.pop() ?? '', this.#max)
    return whole.map((line) => {
      const look = this.#look[stream]
      this.#look[stream] = lookAfter(look, line)
      return outputLine(stream, shortened(line, this.#max), look)
    })
  }

  /** How many lines end in this piece; the same as `push`, for who only counts. */
  skip(stream: OutputStream, piece: string): number {
    if (piece.includes('\u001b')) return this.push(stream, piece).length
    let count = 0
    let at = 0
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', at)) {
      count++
      at = end + 1
    }
    if (count > 0) this.#look[stream] = lookAfter(this.#look[stream], this.#text[stream])
    this.#text[stream] = shortened((count === 0 ? this.#text[stream] : '') + piece.slice(at), this.#max)
    return count
  }

  get open(): OpenLines {
    return { text: { ...this.#text }, look: { ...this.#look } }
  }
}

/** The last lines while they have no end. */
export const openLines = ({ text, look }: OpenLines): readonly OutputLine[] =>
  (['stdout', 'stderr'] as const).flatMap((stream) =>
    text[stream] === '' ? [] : [outputLine(stream, text[stream], look[stream])],
  )

const outputLine = (stream: OutputStream, text: string, look: string): OutputLine =>
  look === '' ? { stream, text } : { stream, text, look }

/** What a terminal would show of a line that was written over: what stands after the last return. */
export const lastWritten = (line: string): string => {
  const whole = line.replace(/\r+$/, '')
  return whole.slice(whole.lastIndexOf('\r') + 1)
}

/** A line that is written over again and again (a bar that grows) is what it shows last. */
function shortened(line: string, max: number): string {
  if (line.length <= max) return line
  const seen = line.includes('\r') ? lastWritten(line) : line
  return seen.length <= max ? seen : `${seen.slice(0, max)}…`
}

const colour = new RegExp(String.raw`\u001b\[([0-9;:]{0,64})m`, 'g')

/** More than this is no colour but noise; it is forgotten. */
const lookCharsMax = 256

function lookAfter(before: string, line: string): string {
  if (!line.includes('\u001b')) return before
  let look = before
  for (const [sequence, codes = ''] of line.matchAll(colour))
    look = /^0*$/.test(codes) ? '' : /^0*[;:]/.test(codes) ? sequence : look + sequence
  return look.length > lookCharsMax ? '' : look
}
