import { executableHash } from '../document/executable.ts'
import type { MetadataField } from '../document/metadata.ts'
import { metadataFields } from '../document/metadata.ts'
import type { Parameter } from '../document/parameter.ts'
import type { Runbook } from '../document/runbook.ts'
import { lineDifference, nearChanges } from '../text/line-difference.ts'
import type { Range } from '../text/range.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import type { StepText } from './step-texts.ts'
import { matchSteps, stepTexts } from './step-texts.ts'

/** Where a step stands in one of two texts. */
export type StepPlace = { readonly title: string; readonly line: number }

export type StepChange = {
  readonly change: 'added' | 'removed' | 'changed' | 'moved' | 'moved and changed'
  readonly before?: StepPlace
  readonly after?: StepPlace
  /** Of its text: `- ` taken away, `+ ` put in, two blanks as it was, `…` left out. */
  readonly lines: readonly string[]
}

export type FieldChange = {
  /** A field of the metadata, or the name of a parameter. */
  readonly name: string
  readonly before?: string
  readonly after?: string
}

/** What is different between two texts of a runbook, as a reader understands them. */
export type RunbookChanges = {
  readonly title?: FieldChange
  readonly metadata: readonly FieldChange[]
  readonly parameters: readonly FieldChange[]
  /** In the order of the text after; what was removed stands where it stood. */
  readonly steps: readonly StepChange[]
  /** Text beside steps, by the title of its section. */
  readonly text: readonly { readonly section: string; readonly lines: readonly string[] }[]
  /** Whether anything that can be executed, or steers that, is different. */
  readonly executable: 'same' | 'changed'
}

export function changesBetween(before: Runbook, after: Runbook): RunbookChanges {
  const title = before.title.text === after.title.text ? undefined : [before.title.text, after.title.text]
  return {
    ...(title ? { title: { name: 'title', before: title[0] ?? '', after: title[1] ?? '' } } : {}),
    metadata: metadataFields.flatMap((field) => fieldChange(field, before, after)),
    parameters: parameterChanges(before.parameters, after.parameters),
    steps: stepChanges(before, after),
    text: textChanges(before, after),
    executable: executableHash(before) === executableHash(after) ? 'same' : 'changed',
  }
}

/** What changed in a few words, the most important first; empty when nothing did. */
export function changeWords(changes: RunbookChanges): readonly string[] {
  const count = (...kinds: readonly StepChange['change'][]): number =>
    changes.steps.filter(({ change }) => kinds.includes(change)).length
  const words: readonly (readonly [number, string, string])[] = [
    [count('added'), 'step added', 'steps added'],
    [count('removed'), 'step removed', 'steps removed'],
    [count('changed', 'moved and changed'), 'step changed', 'steps changed'],
    [count('moved'), 'step moved', 'steps moved'],
    [changes.parameters.length, 'parameter', 'parameters'],
    [changes.metadata.length + (changes.title ? 1 : 0), 'fact about it', 'facts about it'],
    [changes.text.length, 'section of text', 'sections of text'],
  ]
  return words.flatMap(([number, one, many]) =>
    number === 0 ? [] : [`${number} ${number === 1 ? one : many}`],
  )
}

/** The title has a place of its own. */
function fieldChange(field: MetadataField, before: Runbook, after: Runbook): readonly FieldChange[] {
  const [a, b] = [before.metadata[field]?.text, after.metadata[field]?.text]
  return a === b || field === 'title' ? [] : [change(field, a, b)]
}

const change = (name: string, before: string | undefined, after: string | undefined): FieldChange => ({
  name,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

function parameterChanges(before: readonly Parameter[], after: readonly Parameter[]): readonly FieldChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name))
  const wordsOf = (all: readonly Parameter[], name: string): string | undefined => {
    const found = all.find((parameter) => parameter.name === name)
    return found && parameterWords(found)
  }
  return [...names].flatMap((name) => {
    const [a, b] = [wordsOf(before, name), wordsOf(after, name)]
    return a === b ? [] : [change(name, a, b)]
  })
}

const parameterWords = ({ type, required, allowed, pattern, description, ...more }: Parameter): string =>
  [
    required ? `${type}, required` : type,
    ...(more.default === undefined ? [] : [`default ${more.default}`]),
    ...(allowed.length === 0 ? [] : [`one of ${allowed.join(', ')}`]),
    ...(pattern === undefined ? [] : [`/${pattern}/`]),
    ...(description === '' ? [] : [description]),
  ].join('; ')

function stepChanges(before: Runbook, after: Runbook): readonly StepChange[] {
  const [a, b] = [stepTexts(before), stepTexts(after)]
  const { pairs, moved } = matchSteps(a, b)
  const matched = new Set(pairs.values())
  const changes: StepChange[] = []
  let at = 0
  const takeRemoved = (to: number): void => {
    for (; at < to; at++) {
      const step = a[at]
      if (step && !matched.has(at))
        changes.push({ change: 'removed', before: placeIn(step), lines: signed('- ', step.text) })
    }
  }
  b.forEach((step, index) => {
    const from = pairs.get(index)
    if (from !== undefined && !moved.has(index)) takeRemoved(from)
    const found = changeOf(from === undefined ? undefined : a[from], step, moved.has(index))
    if (found) changes.push(found)
  })
  takeRemoved(a.length)
  return changes
}

function changeOf(before: StepText | undefined, after: StepText, isMoved: boolean): StepChange | undefined {
  if (!before) return { change: 'added', after: placeIn(after), lines: signed('+ ', after.text) }
  const isChanged = before.text !== after.text
  if (!isChanged && !isMoved) return undefined
  return {
    change: isChanged ? (isMoved ? 'moved and changed' : 'changed') : 'moved',
    before: placeIn(before),
    after: placeIn(after),
    lines: isChanged ? nearChanges(lineDifference(before.text, after.text)) : [],
  }
}

const placeIn = ({ title, line }: StepText): StepPlace => ({ title, line })

const signed = (sign: string, text: string): readonly string[] => text.split('\n').map((line) => sign + line)

function textChanges(before: Runbook, after: Runbook): RunbookChanges['text'] {
  const [a, b] = [proseOf(before), proseOf(after)]
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((section) => {
    const [from, to] = [a.get(section)?.text ?? '', b.get(section)?.text ?? '']
    if (from === to) return []
    const title = b.get(section)?.title ?? a.get(section)?.title ?? ''
    const lines =
      from === '' ? signed('+ ', to) : to === '' ? signed('- ', from) : nearChanges(lineDifference(from, to))
    return [{ section: title, lines }]
  })
}

/** The text of every section but for its steps and for what is told as a field or a parameter; blank lines left out. */
function proseOf({ source: { text }, sections, steps, metadata, parameters }: Runbook) {
  const starts = lineStarts(text)
  const lines = text.split('\n')
  const told = new Set<number>()
  const take = ({ from, to }: Range): void => {
    const last = placeOf(starts, Math.max(from, to - 1)).line
    for (let line = placeOf(starts, from).line; line <= last; line++) told.add(line)
  }
  for (const { range } of [...steps, ...parameters]) take(range)
  for (const value of Object.values(metadata)) if (value?.range) take(value.range)
  const prose = new Map<string, { readonly title: string; readonly text: string }>()
  for (const { id, title, heading, body } of sections) {
    const from = placeOf(starts, heading?.from ?? body.from).line
    const to = placeOf(starts, Math.max(body.from, body.to - 1)).line
    const kept = lines
      .slice(from - 1, to)
      .filter((line, index) => !told.has(from + index) && line.trim() !== '')
    prose.set(id, { title, text: kept.join('\n') })
  }
  return prose
}
