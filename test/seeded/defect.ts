import type { LintFacts } from '../../src/lint/context.ts'
import type { Random } from './random.ts'

/**
 * A defect as someone might have left it in a runbook, made anew from chance each time.
 * - `steps`: a few steps with the defect, put as a section of their own into a document that has no such defect
 * - `end`: the same, as the last section
 * - `head`: what a document begins with, put before the rest of one
 * - `document`: a whole text, where the defect is something missing, or too much of it
 */
export type Defect = {
  readonly rule: string
  readonly into: 'steps' | 'end' | 'head' | 'document'
  readonly text: (random: Random) => string
  /** What is known from outside the text. */
  readonly facts?: Partial<LintFacts>
}

export const lines = (...parts: readonly string[]): string => `${parts.join('\n')}\n`

const services = ['web', 'api', 'billing', 'search', 'ingest-worker', 'cache-2'] as const
const verbs = ['Restart', 'Check', 'Scale', 'Inspect', 'Reload', 'Look at'] as const
const dialects = ['sh', 'bash', 'shell', 'zsh'] as const

export const service = (random: Random): string => random.pick(services)

/** `Restart the billing service`. */
export const task = (random: Random): string => `${random.pick(verbs)} the ${service(random)} service`

/** A numbered step with a fence in it, written in one of the ways people write it. */
export function stepWith(random: Random, code: readonly string[], language?: string): string {
  const fence = random.pick(['```', '~~~', '````'])
  const number = random.pick(['1. ', '1) ', '- [ ] '])
  const indent = ' '.repeat(number.startsWith('-') ? 2 : 3)
  const info = language ?? random.pick(dialects)
  return lines(
    `${number}${task(random)}:`,
    ...random.pick([[''], []]),
    ...[`${fence}${info}`, ...code, fence].map((line) => (line === '' ? '' : `${indent}${line}`)),
    ...random.pick([[], ['', `${number.replace('1', '2')}${task(random)}.`]]),
  )
}

/** A document whose first words are frontmatter. */
export const frontmatter = (random: Random, ...entries: readonly string[]): string =>
  lines('---', ...entries, '---', ...random.pick([[''], []]), `# ${task(random)}`)

/** A document with a table of parameters and a step that uses them. */
export function withParameters(
  random: Random,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  ...use: readonly string[]
): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return lines(
    `# ${task(random)}`,
    '',
    `## ${random.pick(['Parameters', 'Inputs', 'Parameters'])}`,
    '',
    row(header),
    row(header.map(() => '---')),
    ...rows.map(row),
    '',
    '## Steps',
    '',
    ...use,
    `${use.length === 0 ? 1 : 2}. ${task(random)}.`,
  )
}

/** A step, first of a list, with one line of labelled text below its words. */
export const stepWithLine = (random: Random, line: string): string =>
  lines(`1. ${task(random)}.`, '', `   ${random.pick(['', '- '])}${line}`, '', `2. ${task(random)}.`)
