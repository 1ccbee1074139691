import type { Label } from '../document/label.ts'
import type { Menu } from '../document/menu.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Section, SectionRole } from '../document/section.ts'
import type { Step, StepId } from '../document/step.ts'
import type { Range } from '../text/range.ts'
import type { PlanMenu, PlanPhase, PlanStep } from './plan.ts'
import type { StepContext } from './work.ts'
import { labelled, lineOf, loopOfLabel, planWork } from './work.ts'

export type Tree =
  | {
      readonly kind: 'tree'
      readonly root: StepId
      readonly rollback?: StepId
      readonly onCancel?: StepId
      readonly final?: StepId
      readonly steps: Readonly<Record<StepId, PlanStep>>
    }
  | { readonly kind: 'no-section'; readonly sections: readonly string[] }

/** Sections that are not part of carrying the procedure out: they are for when it goes wrong, or for people. */
const besides: ReadonlySet<SectionRole> = new Set([
  'rollback',
  'on-cancel',
  'final',
  'error-handling',
  'exceptions',
  'escalation',
])

/**
 * The tree of phases, menus and steps. Sections nest as they do in the document; those without steps are left
 * out, and those for trouble stand apart: rollback as a root of its own.
 */
export function planTree(context: StepContext, wanted: string | undefined): Tree {
  const { runbook } = context
  const builder: Builder = {
    runbook,
    context,
    steps: {},
    children: childSections(runbook),
  }
  if (wanted !== undefined) {
    const section = findSection(runbook, wanted)
    if (section === undefined) return { kind: 'no-section', sections: sectionNames(runbook) }
    const { title = '', labels } = runbook.sections[section] ?? {}
    const part = { id: rootId, title, role: 'steps', range: sectionRange(runbook, section), labels } as const
    const root = addPhase(builder, part, () => sectionNodes(builder, section, () => true))
    return { kind: 'tree', root, steps: link(builder.steps) }
  }
  const whole: Range = { from: 0, to: runbook.source.text.length }
  const main = (section: Section) => !besides.has(section.role)
  const tops = [...(builder.children.get(undefined) ?? [])]
  const root = addPhase(
    builder,
    { id: rootId, title: runbook.title.text, role: 'steps', range: whole, labels: titleOf(runbook)?.labels },
    () => nodesOf(builder, tops, main),
  )
  const apart = {
    rollback: rootOf(builder, 'rollback', 'Rollback'),
    onCancel: rootOf(builder, 'on-cancel', 'On cancel'),
    final: rootOf(builder, 'final', 'Finally'),
  }
  return { kind: 'tree', root, ...present(apart), steps: link(builder.steps) }
}

const present = (roots: Readonly<Record<'rollback' | 'onCancel' | 'final', StepId | undefined>>) =>
  Object.fromEntries(Object.entries(roots).filter(([, root]) => root !== undefined))

// Steps are slugs, sections `#slug`; what stands in no document begins with `/`, and so meets neither.
const rootId = '/' as StepId

/** Sections of this role wherever they stand, as a tree of their own. */
function rootOf(builder: Builder, role: SectionRole, title: string): StepId | undefined {
  const { runbook } = builder
  const sections = runbook.sections.flatMap((section, index) =>
    section.role === role && !isInside(runbook, section, role) ? [index] : [],
  )
  const nodes = sections.flatMap((section) => sectionPhase(builder, section, () => true))
  if (nodes.length === 0) return undefined
  const range: Range = { from: 0, to: runbook.source.text.length }
  return addPhase(builder, { id: `/${role}` as StepId, title, role, range }, () => nodes)
}

/** The one heading of level 1: what is said below it is said of the whole run. */
function titleOf({ sections }: Runbook): Section | undefined {
  const tops = sections.filter(({ level }) => level === 1)
  return tops.length === 1 ? tops[0] : undefined
}

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
  const { title, role, range } = section
  const labels = section === titleOf(builder.runbook) ? undefined : section.labels
  if (only && only.kind !== 'step' && !labels) return nodes
  return [addPhase(builder, { id: `#${section.id}` as StepId, title, role, range, labels }, () => nodes)]
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
    const { title, range } = option
    const id = `/menu/${menu.id}/${index + 1}` as StepId
    return [addPhase(builder, { id, title, role: 'other', range }, () => inside)]
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

type Part = Pick<PlanPhase, 'id' | 'title' | 'role' | 'range'> & {
  readonly labels?: readonly Label[] | undefined
}

function addPhase(builder: Builder, { labels = [], ...part }: Part, nodes: () => readonly StepId[]): StepId {
  const loop = loopOfLabel(labels)
  const limitMs = labelled(labels, 'timeout')?.durationMs
  const node: PlanPhase = {
    kind: 'phase',
    ...part,
    children: nodes(),
    line: lineOf(builder.context, part.range),
    ...(loop === undefined ? {} : { loop }),
    ...(limitMs === undefined ? {} : { limitMs }),
  }
  builder.steps[part.id] = node
  return part.id
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

function isInside(runbook: Runbook, section: Section, role: SectionRole): boolean {
  for (let at = section.parent; at !== undefined; at = runbook.sections[at]?.parent) {
    if (runbook.sections[at]?.role === role) return true
  }
  return false
}
