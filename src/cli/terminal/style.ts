import type { CliOutput } from '../world.ts'

/** What text can look like. Each takes text that is already safe for a terminal. */
export type Styles = {
  /** Whether any of these does anything: without colours, words and marks must say it. */
  readonly coloured: boolean
  readonly bold: Style
  readonly dim: Style
  readonly italic: Style
  readonly underline: Style
  readonly red: Style
  readonly green: Style
  readonly yellow: Style
  readonly cyan: Style
}

type Style = (text: string) => string

/** Colours only in a terminal that wants them: `NO_COLOR` (any value), `TERM=dumb`, or a pipe, take them away. */
export function stylesFor(
  output: CliOutput,
  environment: Readonly<Record<string, string | undefined>>,
): Styles {
  const unwanted = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb'
  return output.isTTY && !unwanted ? coloured : plain
}

const same: Style = (text) => text

export const plain: Styles = {
  coloured: false,
  bold: same,
  dim: same,
  italic: same,
  underline: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
}

const sgr =
  (on: number, off: number): Style =>
  (text) =>
    text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`

/** Only the 16 colours every terminal maps to its own theme. */
export const coloured: Styles = {
  coloured: true,
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  italic: sgr(3, 23),
  underline: sgr(4, 24),
  red: sgr(31, 39),
  green: sgr(32, 39),
  yellow: sgr(33, 39),
  cyan: sgr(36, 39),
}
