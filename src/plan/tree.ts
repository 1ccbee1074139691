import type { Block } from '../document/block.ts'
import type { Menu } from '../document/menu.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Section, SectionRole } from '../document/section.ts'
import type { Step, StepId } from '../document/step.ts'
import type { Range } from '../text/range.ts'
import type { Offer } from './offer.ts'
import type { PlanMenu, PlanPhase, PlanStep } from './plan.ts'
import type { StepContext } from './work.ts'
import { lineOf, planWork } from './work.ts'

export type Tree =
  | {
      readonly kind: 'tree'
      readonly root: StepId
      readonly rollback?: StepId
      readonly steps: Readonly<Record<StepId, PlanStep>>
    }
  | { readonly kind: 'no-section'; readonly sections: readonly string[] }

/** Sections that are not part of carrying the procedure out: they are for when it goes wrong, or for people. */
const besides: ReadonlySet<SectionRole> = new Set(['rollback', 'error-handling', 'exceptions', 'escalation'])

/**
 * The tree of phases, menus and steps. Sections nest as they do in the document; those without steps are left
 * out, and those for trouble stand apart: rollback as a root of its own.
 */
export function planTree(
  runbook: Runbook,
  offers: ReadonlyMap<Block, Offer>,
  starts: readonly number[],
  wanted: string | undefined,
): Tree {
  const builder: Builder = {
    runbook,
    context: { runbook, offers, starts },
    steps: {},
    children: childSections(runbook),
  }
  if (wanted !== undefined) {
    const section = findSection(runbook, wanted)
    if (section === undefined) return { kind: 'no-section', sections: sectionNames(runbook) }
    const root = addPhase(
      builder,
      rootId,
      runbook.sections[section]?.title ?? '',
      'steps',
      sectionRange(runbook, section),
      () => sectionNodes(builder, section, () => true),
    )
    return { kind: 'tree', root, steps: link(builder.steps) }
  }
  const whole: Range = { from: 0, to: runbook.source.text.length }
  const main = (section: Section) => !besides.has(section.role)
  const tops = [...(builder.children.get(undefined) ?? [])]
  const root = addPhase(builder, rootId, runbook.title.text, 'steps', whole, () =>
    nodesOf(builder, tops, main),
  )
  const rollbackSections = runbook.sections.flatMap((section, index) =>
    section.role === 'rollback' && !insideRollback(runbook, section) ? [index] : [],
  )
  const rollback = rollbackSections.flatMap((section) => sectionPhase(builder, section, () => true))
  if (rollback.length === 0) return { kind: 'tree', root, steps: link(builder.steps) }
  const back = addPhase(builder, rollbackId, 'Rollback', 'rollback', whole, () => rollback)
  return { kind: 'tree', root, rollback: back, steps: link(builder.steps) }
}

// Steps are slugs, sections `#slug`; what stands in no document begins with `/`, and so meets neither.
const rootId = '/' as StepId
const rollbackId = '/rollback' as StepId

type Builder = {
  readonly runbook: Runbook
  readonly context: StepContext
  readonly steps: Record<StepId, PlanStep>
  /** Indices of sections by the index of the section they stand in. */
  readonly children: ReadonlyMap<number | undefined, readonly number[]>
}

type Wanted = (section: Section) => boolean

function childSections(runbook: Runbook): ReadonlyMap<number | undefined, readonly number[]> {
  const children = new Map<number | undefined, number[]>()
  for (const [index, section] of runbook.sections.entries()) {
    const list = children.get(section.parent) ?? []
    list.push(index)
    children.set(section.parent, list)
  }
  return children
}

/** Sections in order, those of a menu gathered under it where its first option stands. */
function nodesOf(builder: Builder, sections: readonly number[], wanted: Wanted): readonly StepId[] {
  const done = new Set<Menu>()
  return sections.flatMap((index) => {
    const section = builder.runbook.sections[index]
    if (!section || !wanted(section)) return []
    const menu = builder.runbook.menus.find(({ options }) =>
      options.some((option) => option.section === section.id),
    )
    if (!menu) return sectionPhase(builder, index, wanted)
    if (done.has(menu)) return []
    done.add(menu)
    return addMenu(builder, menu, (option) => {
      const at = builder.runbook.sections.findIndex(({ id }) => id === option.section)
      return at === -1 ? [] : sectionPhase(builder, at, wanted)
    })
  })
}

/** A section's phase, or nothing when no step stands in it. */
function sectionPhase(builder: Builder, index: number, wanted: Wanted): readonly StepId[] {
  const section = builder.runbook.sections[index]
  if (!section) return []
  const nodes = sectionNodes(builder, index, wanted)
  if (nodes.length === 0) return []
  // A section that only holds one other adds a heading and no structure.
  const only = nodes.length === 1 && nodes[0] ? builder.steps[nodes[0]] : undefined
  if (only && only.kind !== 'step') return nodes
  return [
    addPhase(builder, `#${section.id}` as StepId, section.title, section.role, section.range, () => nodes),
  ]
}

function sectionNodes(builder: Builder, index: number, wanted: Wanted): readonly StepId[] {
  const section = builder.runbook.sections[index]
  if (!section) return []
  const own = builder.runbook.steps.filter((step) => step.section === section.id)
  return [...stepNodes(builder, section, own), ...nodesOf(builder, builder.children.get(index) ?? [], wanted)]
}

/** A section's own steps; those that are options of a menu of items are gathered under it. */
function stepNodes(builder: Builder, section: Section, steps: readonly Step[]): readonly StepId[] {
  const menus = builder.runbook.menus.filter(
    (menu) => menu.section === section.id && menu.options.every((option) => option.section === undefined),
  )
  const done = new Set<Menu>()
  return steps.flatMap((step) => {
    const menu = menus.find(({ options }) => options.some((option) => option.steps.includes(step.id)))
    if (!menu) return [addStep(builder, step)]
    if (done.has(menu)) return []
    done.add(menu)
    return addMenu(builder, menu, (option) =>
      steps.filter(({ id }) => option.steps.includes(id)).map((inside) => addStep(builder, inside)),
    )
  })
}

function addMenu(
  builder: Builder,
  menu: Menu,
  nodes: (option: Menu['options'][number]) => readonly StepId[],
): readonly StepId[] {
  const options = menu.options.flatMap((option, index) => {
    const inside = nodes(option)
    if (inside.length <= 1) return [...inside]
    return [
      addPhase(
        builder,
        `/menu/${menu.id}/${index + 1}` as StepId,
        option.title,
        'other',
        option.range,
        () => inside,
      ),
    ]
  })
  if (options.length < 2) return options
  const id = `/menu/${menu.id}` as StepId
  const node: PlanMenu = {
    kind: 'menu',
    id,
    title: menu.title,
    reason: menu.reason,
    children: options,
    range: menu.range,
    line: lineOf(builder.context, menu.range),
  }
  builder.steps[id] = node
  return [id]
}

function addPhase(
  builder: Builder,
  id: StepId,
  title: string,
  role: SectionRole,
  range: Range,
  nodes: () => readonly StepId[],
): StepId {
  const node: PlanPhase = {
    kind: 'phase',
    id,
    title,
    role,
    children: nodes(),
    range,
    line: lineOf(builder.context, range),
  }
  builder.steps[id] = node
  return id
}

function addStep(builder: Builder, step: Step): StepId {
  const children = step.steps.map((inside) => addStep(builder, inside))
  builder.steps[step.id] = planWork(builder.context, step, children)
  return step.id
}

/** Gives every node its parent, once the tree stands. */
function link(steps: Record<StepId, PlanStep>): Readonly<Record<StepId, PlanStep>> {
  for (const step of Object.values(steps)) {
    for (const child of step.children) {
      const node = steps[child]
      if (node) steps[child] = { ...node, parent: step.id }
    }
  }
  return steps
}

function findSection(runbook: Runbook, wanted: string): number | undefined {
  const fold = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim()
  const target = fold(wanted)
  const tests: ((section: Section) => boolean)[] = [
    ({ id }) => id === wanted,
    ({ title }) => fold(title) === target,
    ({ id }) => id.endsWith(`/${wanted}`),
  ]
  for (const test of tests) {
    const index = runbook.sections.findIndex((section) => section.level > 0 && test(section))
    if (index !== -1) return index
  }
  return undefined
}

const sectionNames = (runbook: Runbook): readonly string[] =>
  runbook.sections.filter(({ level }) => level > 0).map(({ id }) => id)

const sectionRange = (runbook: Runbook, index: number): Range =>
  runbook.sections[index]?.range ?? { from: 0, to: 0 }

function insideRollback(runbook: Runbook, section: Section): boolean {
  for (let at = section.parent; at !== undefined; at = runbook.sections[at]?.parent) {
    if (runbook.sections[at]?.role === 'rollback') return true
  }
  return false
}
