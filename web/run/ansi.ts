import { visibleText } from '../../src/sink/visible.ts'

/** A stretch of a log in one look. */
export type AnsiPart = { readonly text: string; readonly look: AnsiLook }

export type AnsiLook = {
  readonly colour?: string
  readonly ground?: string
  readonly bold?: true
  readonly dim?: true
  readonly italic?: true
  readonly underline?: true
}

const plain: AnsiLook = {}

/** A colour (its codes caught), any other control sequence, a message to the terminal itself. */
const sequence = new RegExp(
  [
    String.raw`\u001b\[([0-9;:]{0,64})m`,
    String.raw`\u001b\[[0-?]{0,64}[ -/]{0,8}[@-~]`,
    String.raw`\u001b\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)`,
  ].join('|'),
  'g',
)

/**
 * Splits one line of terminal output into parts by its colours. Colours are all that is understood: movements,
 * titles and links are left out, and what else cannot be seen is made visible.
 */
export function ansiLine(
  line: string,
  from: AnsiLook,
): { readonly parts: readonly AnsiPart[]; readonly look: AnsiLook } {
  const parts: AnsiPart[] = []
  let look = from
  let at = 0
  const add = (text: string): void => {
    if (text !== '') parts.push({ text: visibleText(text), look })
  }
  for (const match of line.matchAll(sequence)) {
    add(line.slice(at, match.index))
    if (match[1] !== undefined) look = lookAfter(look, match[1])
    at = match.index + match[0].length
  }
  add(line.slice(at))
  return { parts, look }
}

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const

function lookAfter(before: AnsiLook, codes: string): AnsiLook {
  const numbers = codes.split(/[;:]/).map(Number)
  let look = before
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0
    if (code === 38 || code === 48) {
      const [colour, taken] = extended(numbers.slice(index + 1))
      index += taken
      if (colour !== undefined) look = { ...look, [code === 38 ? 'colour' : 'ground']: colour }
    } else look = simple(look, code)
  }
  return look
}

function simple(look: AnsiLook, code: number): AnsiLook {
  if (code === 0) return plain
  if (code === 1) return { ...look, bold: true }
  if (code === 2) return { ...look, dim: true }
  if (code === 3) return { ...look, italic: true }
  if (code === 4) return { ...look, underline: true }
  if (code === 22) return without(look, 'bold', 'dim')
  if (code === 23) return without(look, 'italic')
  if (code === 24) return without(look, 'underline')
  if (code === 39) return without(look, 'colour')
  if (code === 49) return without(look, 'ground')
  const named = nameOf(code)
  return named === undefined ? look : { ...look, [named.part]: `var(--ansi-${named.name})` }
}

function nameOf(code: number): { readonly part: 'colour' | 'ground'; readonly name: string } | undefined {
  const [tens, unit] = [Math.floor(code / 10), code % 10]
  const name = names[unit]
  if (name === undefined) return undefined
  if (tens === 3 || tens === 9) return { part: 'colour', name: tens === 9 ? `bright-${name}` : name }
  if (tens === 4 || tens === 10) return { part: 'ground', name: tens === 10 ? `bright-${name}` : name }
  return undefined
}

const without = (look: AnsiLook, ...keys: readonly (keyof AnsiLook)[]): AnsiLook =>
  Object.fromEntries(Object.entries(look).filter(([key]) => !keys.includes(key as keyof AnsiLook)))

/** `5;n` or `2;r;g;b`: the colour, and how many numbers it took. Only numbers come out of it. */
function extended(numbers: readonly number[]): readonly [colour: string | undefined, taken: number] {
  const byte = (value: number | undefined): number => Math.min(255, Math.max(0, Math.trunc(value ?? 0) || 0))
  if (numbers[0] === 5) return [indexed(byte(numbers[1])), 2]
  if (numbers[0] === 2) return [`rgb(${byte(numbers[1])} ${byte(numbers[2])} ${byte(numbers[3])})`, 4]
  return [undefined, 0]
}

function indexed(index: number): string {
  const name = names[index % 8]
  if (index < 16 && name !== undefined) return `var(--ansi-${index < 8 ? name : `bright-${name}`})`
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return `rgb(${grey} ${grey} ${grey})`
  }
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40)
  const cube = index - 16
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`
}
