import type { StepPlace } from './intent.ts'
import type { Shape, ShapeSection, ShapeStep } from './shape.ts'

/** The step a new one is written like: the one it stands beside, or the last of the section. */
export function siblingOf(shape: Shape, place: StepPlace): ShapeStep | undefined {
  if (place.kind !== 'end-of')
    return shape.sections.flatMap(({ steps }) => steps.flatMap(within)).find(({ id }) => id === place.step)
  const last = lastOf(shape, place.section)
  return last?.step
}

const within = (step: ShapeStep): readonly ShapeStep[] => [step, ...step.steps.flatMap(within)]

/** The last step of a section's own body, else the last numbered heading directly below it. */
function lastOf({ sections }: Shape, id: string): { step: ShapeStep; section: number } | undefined {
  const at = sections.findIndex((section) => section.id === id)
  const own = sections[at]?.steps.findLast(({ rule }) => rule !== 'numbered-heading')
  if (own) return { step: own, section: at }
  const end = at === -1 ? -1 : endOf(sections, at)
  const level = sections[at + 1]?.level
  for (let index = end - 1; index > at; index--) {
    const section = sections[index]
    const step =
      section?.level === level ? section?.steps.find(({ rule }) => rule === 'numbered-heading') : undefined
    if (step) return { step, section: index }
  }
  return undefined
}

/** Where the sections inside a section end. */
function endOf(sections: readonly ShapeSection[], at: number): number {
  const level = sections[at]?.level ?? 0
  if (level === 0) return at + 1
  const end = sections.findIndex((section, index) => index > at && section.level <= level)
  return end === -1 ? sections.length : end
}

/** The shape without a step, and what was taken: with a numbered heading go its sections. */
export function takeStep(
  shape: Shape,
  id: string,
): { shape: Shape; step: ShapeStep; sections: readonly ShapeSection[] } | undefined {
  const at = shape.sections.findIndex(({ steps }) => steps.some((step) => step.id === id))
  const step = shape.sections[at]?.steps.find((one) => one.id === id)
  if (step?.rule === 'numbered-heading') {
    const end = endOf(shape.sections, at)
    const sections = shape.sections.filter((_, index) => index < at || index >= end)
    return { shape: { ...shape, sections }, step, sections: shape.sections.slice(at, end) }
  }
  let taken: ShapeStep | undefined
  const without = (steps: readonly ShapeStep[]): readonly ShapeStep[] =>
    steps.flatMap((one) => {
      if (one.id !== id) return [{ ...one, steps: without(one.steps) }]
      taken = one
      return []
    })
  const sections = shape.sections.map((section) => ({ ...section, steps: without(section.steps) }))
  return taken && { shape: { ...shape, sections }, step: taken, sections: [] }
}

/** The shape with a step put where it shall stand; a numbered heading brings its sections. */
export function insertStep(
  shape: Shape,
  place: StepPlace,
  { step, section }: { step: ShapeStep; section: readonly ShapeSection[] },
): Shape | undefined {
  const sibling = siblingOf(shape, place)
  if (section.length > 0) return insertSections(shape, place, section)
  if (sibling?.rule === 'numbered-heading') return undefined
  if (!sibling) {
    const known = place.kind === 'end-of' && shape.sections.some(({ id }) => id === place.section)
    return known ? appended(shape, place.section, step) : undefined
  }
  const beside = (steps: readonly ShapeStep[]): readonly ShapeStep[] =>
    steps.flatMap((one) => {
      if (one.id !== sibling.id) return [{ ...one, steps: beside(one.steps) }]
      return place.kind === 'before' ? [step, one] : [one, step]
    })
  const sections = shape.sections.map((one) => ({ ...one, steps: beside(one.steps) }))
  return { ...shape, sections }
}

function appended(shape: Shape, id: string, step: ShapeStep): Shape {
  const sections = shape.sections.map((one) =>
    one.id === id ? { ...one, steps: [...one.steps, step] } : one,
  )
  return { ...shape, sections }
}

function insertSections(shape: Shape, place: StepPlace, section: readonly ShapeSection[]): Shape | undefined {
  const { sections } = shape
  const sibling = siblingOf(shape, place)
  const at = sections.findIndex(({ steps }) => sibling !== undefined && steps.includes(sibling))
  if (sibling?.rule !== 'numbered-heading' || sections[at]?.level !== section[0]?.level) return undefined
  const to = place.kind === 'before' ? at : endOf(sections, at)
  return { ...shape, sections: [...sections.slice(0, to), ...section, ...sections.slice(to)] }
}

/** The shape with one step changed; undefined when it is not there or the change is not possible. */
export function withStep(
  shape: Shape,
  id: string,
  change: (step: ShapeStep) => ShapeStep | undefined,
): Shape | undefined {
  let changed: ShapeStep | undefined
  const walk = (steps: readonly ShapeStep[]): readonly ShapeStep[] =>
    steps.map((step) => {
      if (step.id !== id) return { ...step, steps: walk(step.steps) }
      changed = change(step)
      return changed ?? step
    })
  const sections = shape.sections.map((section) => ({ ...section, steps: walk(section.steps) }))
  return changed && { ...shape, sections }
}
