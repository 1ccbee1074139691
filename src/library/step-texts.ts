import type { Runbook } from '../document/runbook.ts'
import type { Step } from '../document/step.ts'
import { stepsWithin } from '../document/step.ts'
import { lineStarts, placeOf } from '../text/range.ts'

/** A step as it is written, without its number and without the steps inside it. */
export type StepText = {
  readonly section: string
  readonly title: string
  readonly text: string
  /** 1-based. */
  readonly line: number
}

export function stepTexts({ source: { text }, steps }: Runbook): readonly StepText[] {
  const starts = lineStarts(text)
  return [...stepsWithin(steps)].map((step) => ({
    section: step.section,
    title: step.title,
    text: withoutMarker(ownText(text, step)),
    line: placeOf(starts, step.range.from).line,
  }))
}

function ownText(text: string, { range, steps }: Step): string {
  let own = ''
  let at = range.from
  for (const inner of steps) {
    own += text.slice(at, Math.max(at, inner.range.from))
    at = Math.max(at, inner.range.to)
  }
  return own + text.slice(at, Math.max(at, range.to))
}

/** A step that was put in before it gives it another number, and moves it nowhere else. */
function withoutMarker(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n')
  const indents = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents, 8)
  const title = first.replace(
    /^(?:#{1,6}\s+)?(?:(?:step\s+)?\d+(?:\.\d+)*[.):]?|[a-z][.)]|[-*+])\s+(?:\[[ xX]\]\s+)?/i,
    '',
  )
  return [title, ...rest.map((line) => line.slice(Math.min(indent, line.length)).trimEnd())].join('\n').trim()
}

export type MatchedSteps = {
  /** Index of a step after → of the same step before. */
  readonly pairs: ReadonlyMap<number, number>
  /** Of those after: the ones whose order among the others is another than before. */
  readonly moved: ReadonlySet<number>
}

/**
 * Which steps are which: by section and title, by the whole text, by title alone, and then what stands alone between
 * the same neighbours. What could be two is neither.
 */
export function matchSteps(before: readonly StepText[], after: readonly StepText[]): MatchedSteps {
  const pairs = new Map<number, number>()
  const taken = new Set<number>()
  const keys: readonly ((step: StepText) => string)[] = [
    ({ section, title, text }) => JSON.stringify([section, title, text]),
    ({ section, title }) => JSON.stringify([section, title]),
    ({ text }) => text,
    ({ title }) => title,
  ]
  for (const key of keys) {
    const left = uniqueBy(before, key, (index) => !taken.has(index))
    const right = uniqueBy(after, key, (index) => !pairs.has(index))
    for (const [text, index] of right) {
      const from = left.get(text)
      if (from !== undefined) {
        pairs.set(index, from)
        taken.add(from)
      }
    }
  }
  pairBetween(before, after, pairs, taken)
  return { pairs, moved: movedIn(pairs) }
}

function uniqueBy(
  steps: readonly StepText[],
  key: (step: StepText) => string,
  isOpen: (index: number) => boolean,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const twice = new Set<string>()
  steps.forEach((step, index) => {
    if (!isOpen(index)) return
    const text = key(step)
    if (found.has(text)) twice.add(text)
    else found.set(text, index)
  })
  for (const text of twice) found.delete(text)
  return found
}

/** One step alone between two that stayed neighbours, here and there, is the same under new words. */
function pairBetween(
  before: readonly StepText[],
  after: readonly StepText[],
  pairs: Map<number, number>,
  taken: Set<number>,
): void {
  after.forEach((_, index) => {
    if (pairs.has(index)) return
    const above = index === 0 ? -1 : pairs.get(index - 1)
    const below = index === after.length - 1 ? before.length : pairs.get(index + 1)
    if (above === undefined || below !== above + 2 || taken.has(above + 1)) return
    pairs.set(index, above + 1)
    taken.add(above + 1)
  })
}

/** Those outside a longest run of pairs that kept their order: the fewest that must have moved. */
function movedIn(pairs: ReadonlyMap<number, number>): ReadonlySet<number> {
  const order = [...pairs].toSorted(([a], [b]) => a - b)
  /** `ends[n]`: position in `order` where a run of n + 1 ends lowest; `previous`: what stood before each in its run. */
  const ends: number[] = []
  const previous: number[] = []
  const fromOf = (position: number | undefined): number => order[position ?? -1]?.[1] ?? -1
  order.forEach(([, from], position) => {
    let length = ends.findIndex((end) => fromOf(end) > from)
    if (length === -1) length = ends.length
    previous[position] = ends[length - 1] ?? -1
    ends[length] = position
  })
  const kept = new Set<number>()
  for (let position = ends.at(-1) ?? -1; position >= 0; position = previous[position] ?? -1) {
    const [index] = order[position] ?? []
    if (index !== undefined) kept.add(index)
  }
  return new Set(order.flatMap(([index]) => (kept.has(index) ? [] : [index])))
}
