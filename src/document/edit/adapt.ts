import { isScalar, parseDocument } from 'yaml'
import { limits } from '../markdown/limits.ts'
import type { Refusal } from './intent.ts'
import { refused } from './intent.ts'

/** The kinds of place text can be put into, with what must stand around it there. */
export type Container =
  /** The rest of a line: a title, the value of `**Key:** value`. */
  | { readonly kind: 'line' }
  | { readonly kind: 'cell' }
  /** Lines inside quotes and lists; every one gets the prefix. */
  | { readonly kind: 'lines'; readonly prefix: string }
  /** A whole fenced block: at least `lengthMin` marks, and more than any line inside begins with. */
  | {
      readonly kind: 'fence'
      readonly prefix: string
      readonly info: string
      readonly mark: '`' | '~'
      readonly lengthMin: number
    }
  /** A YAML value on one line, quoted as the one before it was. */
  | { readonly kind: 'yaml'; readonly quote: '"' | "'" | '' }

export type Adapted = { readonly kind: 'adapted'; readonly text: string } | Refusal

/** Makes text fit the place it is put into, so that it cannot end that place; what cannot be made to fit is refused. */
export function adapt(text: string, container: Container): Adapted {
  if (hasNoPlace.test(text) || !text.isWellFormed())
    return refused(
      'The text holds a control character, which no runbook may contain.',
      'Remove it; a tab and a line feed are fine.',
    )
  switch (container.kind) {
    case 'line':
      return oneLine(text)
    case 'cell': {
      const line = oneLine(text)
      return line.kind === 'refused' ? line : adapted(line.text.replaceAll('|', String.raw`\|`))
    }
    case 'lines':
      return adapted(prefixed(text, container.prefix))
    case 'fence':
      return fenced(text, container)
    case 'yaml': {
      const line = oneLine(text)
      return line.kind === 'refused' ? line : adapted(yamlScalar(line.text, container.quote))
    }
  }
}

/** Marks a fence needs so that nothing in `text` can close it. */
export function fenceLength(text: string, mark: '`' | '~', lengthMin: number): number {
  const runs = text.matchAll(mark === '`' ? /^[ \t>]*(`{3,})/gm : /^[ \t>]*(~{3,})/gm)
  return Math.max(lengthMin, ...[...runs].map(([, run = '']) => run.length + 1))
}

/** Each line behind a prefix; behind an empty line no blanks are left. */
export const prefixed = (text: string, prefix: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? prefix.trimEnd() : prefix + line))
    .join('\n')

const adapted = (text: string): Adapted => ({ kind: 'adapted', text })

// Everything below the space but tab and line feed, DEL, and a mark that would be read as the file's own.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const hasNoPlace = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/

function oneLine(text: string): Adapted {
  const line = text.trim()
  if (line === '') return refused('There is no text.', 'Write something.')
  if (line.length > limits.title)
    return refused(`The text is longer than ${limits.title} characters.`, 'Say it in fewer words.')
  if (line.includes('\n')) return refused('The text has more than one line.', 'Write it in one line.')
  if (/<!--|-->/.test(line))
    return refused('The text holds a comment mark, which would hide what follows.', 'Remove it.')
  return adapted(line)
}

function fenced(
  text: string,
  { prefix, info, mark, lengthMin }: Extract<Container, { kind: 'fence' }>,
): Adapted {
  if (/[\n`]/.test(info) || info.trimStart().startsWith('{'))
    return refused(
      `${JSON.stringify(info)} cannot stand behind a fence.`,
      'Begin with the name of a language; leave out backticks and line feeds.',
    )
  const marks = mark.repeat(fenceLength(text, mark, lengthMin))
  const body = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return adapted(prefixed(`${marks}${info}\n${body}${marks}`, prefix))
}

/** Plain where YAML reads back the same words, else in quotes. */
export function yamlScalar(text: string, quote: '"' | "'" | ''): string {
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`
  const plain = /^[\p{L}\p{N}@./_+-][\p{L}\p{N} ./_+@()-]*$/u.test(text) && quote === '' && readsBack(text)
  // Every JSON string is a double-quoted YAML scalar (YAML 1.2, section 7.3.1).
  return plain ? text : JSON.stringify(text)
}

function readsBack(text: string): boolean {
  const { contents, errors } = parseDocument(text, { logLevel: 'silent', prettyErrors: false })
  if (errors.length > 0 || !isScalar(contents)) return false
  const { value } = contents
  return (typeof value === 'string' || typeof value === 'number') && String(value) === text
}
