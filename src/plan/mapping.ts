import type { StepId } from '../document/step.ts'
import type { Json } from '../hash/canonical.ts'
import { canonicalJson } from '../hash/canonical.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { hash } from '../hash/sha256.ts'
import { pathOf } from './find.ts'
import type { Plan, PlanStep } from './plan.ts'
import { rootsOf } from './shape.ts'

/** What tells that a step of one plan is a step of another. */
export type MatchedBy =
  /** Its section path and title: the same heading, the same words. */
  | 'title'
  /** The same commands (or, of a manual step, the same text) under another title or in another place. */
  | 'content'
  /** Only that it stands between the same neighbours. */
  | 'order'

/** A step of the plan before, and the step of the plan after that it is. */
export type StepMatch = {
  readonly from: StepId
  readonly to: StepId
  readonly by: MatchedBy
  /** What can be executed, and what steers it, is the same. */
  readonly exact: boolean
}

/**
 * Which steps of one plan are which of another: by section path and title, then by content, then by order between
 * neighbours. Never by id: an id may hold a number, and a number moves. Whatever is ambiguous is left out.
 */
export function proposeMapping(before: Plan, after: Plan): readonly StepMatch[] {
  const [a, b] = [sideOf(before), sideOf(after)]
  const pairs = new Map<StepId, { readonly to: StepId; readonly by: MatchedBy }>()
  const taken = new Set<StepId>()
  const pair = (from: StepId, to: StepId, by: MatchedBy): void => {
    pairs.set(from, { to, by })
    taken.add(to)
  }
  a.roots.forEach((root, index) => {
    const other = b.roots[index]
    if (other !== undefined) pair(root, other, 'title')
  })
  const open = (side: Side) => side.ids.filter((id) => (side === a ? !pairs.has(id) : !taken.has(id)))
  for (const { by, key } of [
    { by: 'title', key: titleKey },
    { by: 'content', key: contentKey },
  ] as const) {
    const right = uniqueBy(open(b), (id) => key(after, id))
    for (const [text, from] of uniqueBy(open(a), (id) => key(before, id))) {
      const to = right.get(text)
      if (to !== undefined) pair(from, to, by)
    }
  }
  for (const [from, to] of betweenNeighbours(a, b, pairs, taken)) pair(from, to, 'order')
  return a.ids.flatMap((from) => {
    const found = pairs.get(from)
    return found ? [{ from, ...found, exact: isExact(before, from, after, found.to) }] : []
  })
}

/** Whether a step is in both plans the same for a machine: what it does, what steers it, and the values it works with. */
export function isExact(before: Plan, from: StepId, after: Plan, to: StepId): boolean {
  const [a, b] = [before.steps[from], after.steps[to]]
  if (!a || !b || a.kind !== b.kind || executableOf(a) !== executableOf(b)) return false
  if (carriesOutOthers(a) && canonicalJson(pinned(before)) !== canonicalJson(pinned(after))) return false
  return Object.entries(before.values).every(([name, value]) => {
    const now = after.values[name]
    return now === undefined || canonicalJson(asJson(now)) === canonicalJson(asJson(value))
  })
}

const carriesOutOthers = (step: PlanStep): boolean =>
  step.kind === 'step' && step.commands.some(({ input }) => input.action === 'runbook')

/** The texts of other runbooks a plan holds fast: they are part of what a step does that carries one out. */
const pinned = ({ runbooks = {} }: Plan): Json =>
  Object.fromEntries(Object.entries(runbooks).map(([path, { documentHash }]) => [path, documentHash]))

/** Fields of a step that say where it stands and how it reads, and nothing of what is done. */
const besides: ReadonlySet<string> = new Set([
  'id',
  'title',
  'parent',
  'children',
  'range',
  'line',
  'rule',
  'role',
  'reason',
  'body',
  'who',
  'takesMs',
  'hash',
])

/** The hash of everything a machine makes of a step, wherever it stands in the text. */
export function executableOf(step: PlanStep): Sha256 {
  const kept = Object.entries(step).filter(([name]) => !besides.has(name))
  return hash('step', canonicalJson(withoutPlaces(asJson(Object.fromEntries(kept)))))
}

/** `range` and `line` say where a command stands in the file. */
function withoutPlaces(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutPlaces)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: Json | undefined }).flatMap(([name, item]) =>
      item === undefined || name === 'range' || name === 'line' ? [] : [[name, withoutPlaces(item)]],
    ),
  )
}

/** Plans are plain JSON. */
const asJson = (value: unknown): Json => value as Json

/** A plan as the walk over its trees. */
type Side = { readonly plan: Plan; readonly roots: readonly StepId[]; readonly ids: readonly StepId[] }

function sideOf(plan: Plan): Side {
  const roots = rootsOf(plan)
  return { plan, roots, ids: roots.flatMap((root) => walk(plan, root)) }
}

const walk = (plan: Plan, id: StepId): readonly StepId[] => [
  id,
  ...(plan.steps[id]?.children ?? []).flatMap((child) => walk(plan, child)),
]

/** Kind and titles from the top; undefined where the step's own title says nothing but a number. */
function titleKey(plan: Plan, id: StepId): string | undefined {
  const step = plan.steps[id]
  if (!step || !saysSomething(step.title)) return undefined
  const titles = pathOf(plan, id).map((above) => plain(plan.steps[above]?.title ?? ''))
  return canonicalJson([step.kind, ...titles])
}

/** `Step 3`, `4.`, `IV`: a number names a place, not a step. */
const saysSomething = (title: string): boolean =>
  plain(title)
    .replace(/\b(?:step|phase|part|task|no|nr)\b/gu, '')
    .replace(/\b(?:[ivxlc]+|[a-z])\b/gu, '')
    .search(/\p{L}/u) !== -1

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim()

function contentKey(plan: Plan, id: StepId): string | undefined {
  const step = plan.steps[id]
  if (step?.kind !== 'step') return undefined
  if (step.commands.length > 0) return executableOf(step)
  return canonicalJson([plain(step.title), asJson(step.body)])
}

/** Ids by their key, of those whose key nobody else has. */
function uniqueBy(ids: readonly StepId[], key: (id: StepId) => string | undefined): Map<string, StepId> {
  const found = new Map<string, StepId | undefined>()
  for (const id of ids) {
    const text = key(id)
    if (text !== undefined) found.set(text, found.has(text) ? undefined : id)
  }
  return new Map([...found].flatMap(([text, id]) => (id === undefined ? [] : [[text, id]])))
}

type Pairs = ReadonlyMap<StepId, { readonly to: StepId }>

/** What is left between the same matched neighbours, in order, where both sides have equally many of one kind. */
function betweenNeighbours(
  a: Side,
  b: Side,
  pairs: Pairs,
  taken: ReadonlySet<StepId>,
): readonly (readonly [StepId, StepId])[] {
  const left = gaps(a, (id) => pairs.get(id)?.to)
  const right = gaps(b, (id) => (taken.has(id) ? id : undefined))
  return [...left].flatMap(([gap, from]) => {
    const to = right.get(gap) ?? []
    return from.length === to.length ? from.map((id, index) => [id, to[index] ?? id] as const) : []
  })
}

/** Unmatched steps by kind and the matched ones around them, all named by the ids of the plan after. */
function gaps({ ids, plan }: Side, matched: (id: StepId) => StepId | undefined): Map<string, StepId[]> {
  const found = new Map<string, StepId[]>()
  const names = ids.map(matched)
  let before = ''
  ids.forEach((id, index) => {
    const name = names[index]
    if (name !== undefined) {
      before = name
      return
    }
    const after = names.slice(index).find((each) => each !== undefined) ?? ''
    const gap = canonicalJson([plan.steps[id]?.kind ?? '', before, after])
    found.set(gap, [...(found.get(gap) ?? []), id])
  })
  return found
}
