import type { Trouble } from '../app/app.ts'
import type { Library } from '../ports/library.ts'
import { terminalLine, terminalPlain } from '../sink/terminal.ts'
import { readSource } from '../text/source.ts'
import type { Styles } from './terminal/style.ts'
import { widthOf } from './terminal/width.ts'
import { wrap } from './terminal/wrap.ts'

/** Whether a verb answered with trouble. */
export const isTrouble = (value: unknown): value is Trouble =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'trouble'

export type TroubleSetting = {
  readonly styles: Styles
  readonly columns: number
  /** Where the text of a place is read. */
  readonly library: Library | undefined
}

/** What is wrong, where (with the line and a caret below it), and what to do; everything at once. */
export async function troubleLines(trouble: Trouble, setting: TroubleSetting): Promise<string[]> {
  const all = [trouble, ...(trouble.more ?? [])]
  const lines: string[] = []
  for (const one of all) lines.push(...(await oneTrouble(one, setting)))
  return lines
}

async function oneTrouble(trouble: Trouble, { styles, columns, library }: TroubleSetting): Promise<string[]> {
  const what = wrap(terminalPlain(trouble.why), {
    columns,
    first: `${styles.red(styles.bold('error:'))} `,
    rest: '  ',
  })
  const remedy = wrap(terminalPlain(trouble.remedy), {
    columns,
    first: `  ${styles.bold('do:')} `,
    rest: '      ',
  })
  return [...what, ...(await placeLines(trouble, styles, library)), ...remedy]
}

async function placeLines(
  { place }: Trouble,
  styles: Styles,
  library: Library | undefined,
): Promise<string[]> {
  if (!place) return []
  const where = `  at ${terminalLine(place.path)}:${place.line}:${place.column}`
  const line = place.text ?? (await textOf(place.path, library))?.split('\n')[place.line - 1]
  if (line === undefined) return [where]
  const number = String(place.line)
  const shown = terminalLine(line).slice(0, 160)
  const before = widthOf(terminalLine(line.slice(0, place.column - 1)))
  return [
    where,
    `    ${styles.dim(`${number} |`)} ${shown}`,
    ...(before < 160
      ? [`    ${' '.repeat(number.length)} ${styles.dim('|')} ${' '.repeat(before)}${styles.red('^')}`]
      : []),
  ]
}

async function textOf(path: string, library: Library | undefined): Promise<string | undefined> {
  const read = await library?.read(path)
  const source = read?.kind === 'file' ? readSource(read.bytes) : undefined
  return source?.kind === 'source' ? source.source.text : undefined
}
