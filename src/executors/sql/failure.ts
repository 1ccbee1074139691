import { placeIn } from './statements.ts'

/** A failure with its place in the block, the line it is in, and what the engine says to do. */
export function failureText(
  source: string,
  offset: number,
  {
    message,
    code,
    hint,
    at,
  }: { readonly message: string; readonly code?: string; readonly hint?: string; readonly at?: object },
): string {
  const { line, column, text } = placeIn(source, offset)
  const exact = at !== undefined && 'offset' in at
  const number = String(line)
  const caret = exact
    ? [`${' '.repeat(number.length)} | ${text.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`]
    : []
  const remedy = remedies.get(code ?? '')
  return [
    `line ${number}${exact ? `:${column}` : ''}: ${message}${code ? ` (${code})` : ''}`,
    `${number} | ${text}`,
    ...caret,
    ...(hint === undefined ? [] : [hint]),
    ...(remedy === undefined ? [] : [remedy]),
  ].join('\n')
}

/** What to do, by the engine's code, where its own words do not say it. */
const remedies: ReadonlyMap<string, string> = new Map([
  ['25001', 'this statement takes no transaction around it: write transaction=off after the language'],
])
