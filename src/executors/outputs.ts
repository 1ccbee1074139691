import { reservedName } from '../shell/names.ts'

export type Outputs = {
  readonly outputs: Readonly<Record<string, string>>
  /** What could not be read, each with its line. */
  readonly problems: readonly string[]
}

/** 100 kB: what fits one variable of an environment everywhere. */
export const valueBytesMax = 100_000

/**
 * Reads what a command wrote to `$KNEEBOARD_OUTPUT`: lines `name=value`, or a value of several lines
 *
 *     name<<EOF
 *     …
 *     EOF
 *
 * A later line of the same name wins. Reserved names and values over 100 kB are left out and said so.
 */
export function parseOutputs(text: string): Outputs {
  const outputs = new Map<string, string>()
  const problems: string[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]?.replace(/\r$/, '') ?? ''
    if (line.trim() === '') continue
    const read = readEntry(lines, at, line)
    if (read.kind === 'problem') {
      problems.push(`line ${at + 1} of $KNEEBOARD_OUTPUT ${read.why}`)
      continue
    }
    at = read.last
    const refusal = refuse(read.name, read.value)
    if (refusal === undefined) outputs.set(read.name, read.value)
    else problems.push(refusal)
  }
  return { outputs: Object.fromEntries(outputs), problems }
}

type Entry =
  | { readonly kind: 'entry'; readonly name: string; readonly value: string; readonly last: number }
  | { readonly kind: 'problem'; readonly why: string }

function readEntry(lines: readonly string[], at: number, line: string): Entry {
  const [, name, operator, rest] = /^([A-Za-z_][A-Za-z0-9_-]{0,127})(=|<<)(.*)$/.exec(line) ?? []
  if (name === undefined || rest === undefined) return { kind: 'problem', why: 'is not name=value' }
  if (operator === '=') return { kind: 'entry', name, value: rest, last: at }
  const end = rest.trim()
  if (end === '') return { kind: 'problem', why: 'names no word that ends the value' }
  const last = lines.findIndex((text, index) => index > at && text.replace(/\r$/, '') === end)
  if (last === -1) return { kind: 'problem', why: `begins a value that no line ${end} ends` }
  return { kind: 'entry', name, value: lines.slice(at + 1, last).join('\n'), last }
}

function refuse(name: string, value: string): string | undefined {
  if (reservedName(name) || name === '__proto__')
    return `the output ${name} has a reserved name: choose another`
  if (Buffer.byteLength(value) > valueBytesMax)
    return `the output ${name} is over 100 kB: pass a file instead`
  return undefined
}
