import type { SectionRole, Standing } from '../section.ts'
import type { Step, StepId } from '../step.ts'
import { isImperative } from './imperative.ts'
import { proseOf } from './prose.ts'
import { cellSections, cellStep } from './cells.ts'
import { isStepItself, sectionLabels } from './section-labels.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import { claimId, slugOf } from './slug.ts'
import { listSteps, runningNumbers } from './steps-of-lists.ts'
import { headingStep, seriesStep } from './steps-of-headings.ts'
import { optionSteps } from './options.ts'
import { proseStep, bulletSteps, toldListSteps } from './steps-of-words.ts'
import { proseThenFenceSteps } from './steps-of-fences.ts'
import type { StepDraft } from './step-draft.ts'
import type { SectionText } from './section-text.ts'
import { limits } from './limits.ts'

/** Finds the steps of every section, by the first rule that fits its own body (format.md §3). */
export function stepsOf(
  reader: Reader,
  drafts: readonly SectionDraft[],
  standings: readonly Standing[],
): readonly Step[] {
  const stances = standings.map(({ stance }) => stance)
  const parents = new Set(
    drafts.flatMap(({ section }, at) => (stances[at] === 'none' ? [] : [section.parent])),
  )
  const series = seriesOf(reader, drafts)
  const running = runningNumbers(reader, drafts)
  const cells = cellSections(reader, drafts)
  const steps: Step[] = []
  const count: Count = { left: limits.steps, over: false }
  drafts.forEach((draft, index) => {
    const stance = stances[index] ?? 'none'
    const found = cells.has(index)
      ? cellStep(reader, draft)
      : stance === 'none' || draft.nodes.length + Number(draft.numbered) === 0
        ? []
        : stepsBelow(reader, {
            draft,
            stance,
            role: roleAround(drafts, index),
            hasSections: parents.has(index),
            inSeries: series.has(index),
            runsOn: running.has(index),
          })
    for (const step of found) {
      if (!mayAdd(count)) return
      steps.push(withIds(reader, step, { draft, path: draft.section.id, depth: 0, count }))
    }
  })
  if (count.over) {
    const message = `The file has more than ${limits.steps} steps; the ones after that are shown as text.`
    addProblem(reader, 'too-many-steps', steps.at(-1)?.range ?? { from: 0, to: 0 }, {
      message,
      remedy: 'Split the runbook.',
    })
  }
  return steps
}

function roleAround(drafts: readonly SectionDraft[], index: number): SectionRole {
  for (let at: number | undefined = index; at !== undefined; at = drafts[at]?.section.parent) {
    const role = drafts[at]?.section.role ?? 'other'
    if (role !== 'other') return role
  }
  return 'other'
}

/**
 * Sections beside each other, four or more, of which most tell what to do, half of those by their titles and the
 * others by the sentence they begin with ("When it ends, you should …"): those that do.
 */
function seriesOf(reader: Reader, drafts: readonly SectionDraft[]): ReadonlySet<number> {
  const siblings = Map.groupBy(drafts.keys(), (index) => drafts[index]?.section.parent ?? -1)
  return new Set(
    [...siblings.values()].flatMap((all) => {
      const byTitle = all.filter((index) => tells(drafts[index]?.section.title ?? ''))
      if (byTitle.length < 2) return []
      const told = all.filter((index) => byTitle.includes(index) || opensTelling(reader, drafts[index]))
      return told.length > 3 && told.length * 3 >= all.length * 2 && byTitle.length * 2 >= told.length
        ? told
        : []
    }),
  )
}

/** `GET /path` is the name of a request. */
const tells = (title: string): boolean => isImperative(title) && !/^[A-Z]{3,} |^\S+ \S+:/.test(title)

function opensTelling(reader: Reader, draft: SectionDraft | undefined): boolean {
  const first = draft?.nodes[0]
  if (first?.kind !== 'paragraph') return false
  const { text } = proseOf(reader.text, first.range, first.quotes)
  return /^(?:at|when|once|after|before|during|if|as soon as)\b[^.]*\byou (?:should|must|need to|have to)\b/i.test(
    text,
  )
}

const rules: readonly ((reader: Reader, section: SectionText) => readonly StepDraft[])[] = [
  listSteps,
  headingStep,
  proseThenFenceSteps,
  bulletSteps,
  seriesStep,
  optionSteps,
  proseStep,
  toldListSteps,
]

function firstRule(reader: Reader, section: SectionText): readonly StepDraft[] {
  for (const rule of section.stance === 'shown' ? [proseThenFenceSteps] : rules) {
    const steps = rule(reader, section)
    if (steps.length > 0) return steps
  }
  return []
}

/** Lines that speak of the whole section are not looked at as steps, unless the section is itself the step. */
function stepsBelow(reader: Reader, section: SectionText): readonly StepDraft[] {
  const { draft } = section
  const { labels, nodes } = sectionLabels(reader, draft)
  if (labels.length === 0) return firstRule(reader, section)
  const tried = firstRule({ ...reader, problems: [] }, section)
  return firstRule(reader, isStepItself(draft, tried) ? section : { ...section, draft: { ...draft, nodes } })
}

type Count = { left: number; over: boolean }

function mayAdd(count: Count): boolean {
  if (count.left <= 0) count.over = true
  return !count.over
}

type IdPlace = {
  readonly draft: SectionDraft
  readonly path: string
  readonly depth: number
  readonly count: Count
}

function withIds(reader: Reader, step: StepDraft, place: IdPlace): Step {
  const { draft, path, depth, count } = place
  count.left--
  const slug = slugOf(step.title, 'step')
  const id = claimId(reader.ids, path === '' ? slug : `${path}/${slug}`)
  const { steps, ...rest } = step
  const within: Step[] = []
  for (const sub of steps) {
    if (!mayAdd(count)) break
    within.push(withIds(reader, sub, { draft, path: id, depth: depth + 1, count }))
  }
  return { ...rest, id: id as StepId, section: draft.section.id, depth, steps: within }
}
