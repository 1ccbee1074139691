import type { Range } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import { applyReplacements, invertReplacements } from '../../text/replacement.ts'
import type { Source } from '../../text/source.ts'
import type { Problem } from '../problem.ts'
import { readRunbook } from '../read.ts'
import type { Runbook } from '../runbook.ts'
import { differenceOf } from './difference.ts'
import { applyIntent } from './apply-intent.ts'
import type { Intent, Refusal } from './intent.ts'
import { refused } from './intent.ts'
import type { Opened, Shape } from './shape.ts'
import { openRunbook } from './shape.ts'

export type Accepted =
  | { readonly kind: 'accepted'; readonly source: Source; readonly runbook: Runbook }
  | Refusal

/**
 * The source with the replacements made, when they do exactly what the intent means and touch nothing else. `name` is
 * the file's.
 */
export function acceptEdit(
  before: Opened,
  name: string,
  { replacements, intent }: { replacements: readonly Replacement[]; intent: Intent },
): Accepted {
  const { source } = before.layout.runbook
  if (!replacements.every(({ range }) => isInside(range, source.text.length)))
    return refused('The edit lies outside the file.', 'Open the file again and repeat the change.')
  const result = applyReplacements(source, replacements)
  if (result.kind === 'overlap')
    return refused('Two replacements of the edit overlap.', 'Make them one after the other.')
  if (result.source.text === source.text)
    return refused('That is what the file says already.', 'There is nothing to change.')
  if (!keepsTheRest(source, result.source, replacements))
    return refused('The edit would change bytes beside it.', 'Edit the text of the file.')
  const runbook = readRunbook(result.source, name)
  const refusal =
    intent.kind === 'apply-fix'
      ? sameReplacements(replacements, intent.replacements)
        ? undefined
        : refused('The replacements are not those of the fix.', 'Lint the file again.')
      : refusalOf(before, runbook, intent)
  return refusal ?? { kind: 'accepted', source: result.source, runbook }
}

function refusalOf(
  { layout, shape }: Opened,
  after: Runbook,
  intent: Exclude<Intent, { kind: 'apply-fix' }>,
): Refusal | undefined {
  const problem = newProblem(layout.runbook.problems, after.problems)
  if (problem) return refused(problem.message, problem.remedy)
  const expected = applyIntent(shape, intent)
  if (!expected) return refused('What the edit names is not in the document.', 'Open it again.')
  const difference = differenceOf(compared(expected, intent), compared(openRunbook(after).shape, intent))
  return difference === undefined
    ? undefined
    : refused(`Written like this it would also change ${difference}.`, 'Edit the text of the file.')
}

/** A problem of a kind that there are now more of. */
function newProblem(before: readonly Problem[], after: readonly Problem[]): Problem | undefined {
  const left = Map.groupBy(before, ({ code }) => code)
  return after.find((problem) => {
    const known = left.get(problem.code) ?? []
    left.set(problem.code, known.slice(1))
    return known.length === 0
  })
}

/**
 * Which siblings are alternatives follows from the titles and the order of steps, which are compared themselves;
 * an intent that changes those may change menus, but not what stands inside `<details>` or tabs.
 */
function compared(shape: Shape, { kind }: Intent): Shape {
  if (kind !== 'add-step' && kind !== 'move-step' && kind !== 'remove-step' && kind !== 'rename-step')
    return shape
  const menus = shape.menus.filter(({ reason }) => reason === 'tabs' || reason === 'details')
  return { ...shape, menus }
}

const isInside = ({ from, to }: Range, length: number): boolean =>
  Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to && to <= length

/** Taking the edit back gives the same text, and each kept line ends as it did. */
function keepsTheRest(before: Source, after: Source, replacements: readonly Replacement[]): boolean {
  const inverse = invertReplacements(before, plain(replacements))
  const back = applyReplacements(after, inverse)
  if (back.kind !== 'replaced' || back.source.text !== before.text) return false
  if (!after.text.isWellFormed() && before.text.isWellFormed()) return false
  const kept = (source: Source, ranges: readonly Range[]) => keptEndings(source, ranges).join('|')
  return (
    kept(
      before,
      plain(replacements).map(({ range }) => range),
    ) ===
    kept(
      after,
      inverse.map(({ range }) => range),
    )
  )
}

const plain = (replacements: readonly Replacement[]): readonly Replacement[] =>
  replacements
    .map(({ range, text }) => ({ range, text: text.replace(/\r\n?/g, '\n') }))
    .toSorted((a, b) => a.range.from - b.range.from || a.range.to - b.range.to)

/** The endings of the lines whose line feed lies outside the ranges; `ranges` are in order. */
function keptEndings({ text, endings }: Source, ranges: readonly Range[]): readonly string[] {
  const kept: string[] = []
  let next = 0
  let line = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    while ((ranges[next]?.to ?? Infinity) <= at) next++
    if (at < (ranges[next]?.from ?? Infinity)) kept.push(endings[line] ?? '')
    line++
  }
  return kept
}

const sameReplacements = (a: readonly Replacement[], b: readonly Replacement[]): boolean =>
  JSON.stringify(plain(a)) === JSON.stringify(plain(b))
