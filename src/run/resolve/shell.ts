import type { ShellInput } from '../../action/action.ts'
import type { HoleValue } from '../../shell/bind.ts'
import type { Bound } from '../../shell/bind.ts'
import { bindValues } from '../../shell/bind.ts'
import { variableOf } from '../../shell/hole.ts'
import type { Hole } from '../../shell/judge.ts'
import { judgeShell } from '../../shell/judge.ts'
import type { OpenHole } from '../question.ts'
import type { Session } from '../session.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'
import { directoryFor, secretsLeft } from './context.ts'

/**
 * Fills a shell block's holes. A secret is bound like any value, under a text no real value can have, and its
 * variable is then handed over to be filled at the last moment.
 */
export function resolveShell(context: ResolveContext, input: ShellInput): PartialResolution {
  const block = context.edited === undefined ? input : judgeEdited(context, input, context.edited)
  if ('refusal' in block)
    return { kind: 'refused', message: block.refusal.message, remedy: block.refusal.remedy }
  const filled = fill(context, block.holes)
  if (filled.kind !== 'values') return filled
  // A variable the session or the environment sets stays as it is written.
  const unset = block.holes.filter(({ kind, name }) => kind !== 'variable' || filled.values.has(name))
  const carried = input.tainted.filter((name) => !isHarmless(heldBy(context.session, name)))
  const bound = bindCarried({ ...block, holes: unset }, input.dialect, filled.values, {
    carried,
    session: context.session,
  })
  if (bound.kind === 'refused')
    return { kind: 'refused', message: bound.refusal.message, remedy: bound.refusal.remedy }
  const environment: Record<string, string> = { ...input.env }
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(bound.environment)) {
    const reference = filled.secrets.get(value)
    if (reference === undefined) environment[name] = value
    else given[name] = reference
  }
  const secrets = { ...secretsLeft(context.session, environment), ...given }
  return {
    kind: 'action',
    action: {
      action: 'shell',
      dialect: input.dialect,
      source: bound.source,
      environment,
      secrets,
      session: context.session,
      cwd: directoryFor(context.session, input.cwd),
      assigns: block.assigns,
      errexit: input.errexit,
      tty: input.tty,
    },
  }
}

/** Names, numbers and paths: no shell reads anything into them, wherever they stand. */
const isHarmless = (value: string): boolean => /^(?!-)[A-Za-z0-9_./:@%+,=-]*$/.test(value)

/** What a carried variable holds; where that is a secret, nobody knows, and it is judged as anything it could be. */
const heldBy = ({ set, secrets = {} }: Session, name: string): string =>
  Object.hasOwn(secrets, name) ? `\u0001secret` : (set[name] ?? '')

type Bindable = { readonly source: string; readonly holes: readonly Hole[] }
type Carried = { readonly carried: readonly string[]; readonly session: Session }

/**
 * Binds a block as if it began by assigning what earlier blocks carried here from outside, so that every use of
 * such a variable (in arithmetic, as a subscript, unquoted) is judged as the value itself would be. The
 * assignments are for judging only: the shell already has the variables.
 */
function bindCarried(
  block: Bindable,
  dialect: ShellInput['dialect'],
  values: ReadonlyMap<string, HoleValue>,
  { carried, session }: Carried,
): Bound {
  if (carried.length === 0) return bindValues(block.source, dialect, block.holes, values)
  const all = new Map(values)
  const holes: Hole[] = []
  let before = ''
  for (const name of carried) {
    const hole = `carried.${name}`
    const written = `{{ ${hole} }}`
    const from = before.length + name.length + 1
    before += `${name}=${written}\n`
    const range = { from, to: from + written.length }
    holes.push({ kind: 'reference', name: hole, written, anonymous: false, range })
    all.set(hole, shellValue(heldBy(session, name), 'person'))
  }
  const shifted = block.holes.map((hole) => ({
    ...hole,
    range: { from: hole.range.from + before.length, to: hole.range.to + before.length },
  }))
  const bound = bindValues(before + block.source, dialect, [...holes, ...shifted], all)
  if (bound.kind === 'refused') return asVariables(bound)
  const environment = Object.fromEntries(
    Object.entries(bound.environment).filter(([name]) => !name.startsWith('KB_carried_')),
  )
  return { kind: 'bound', source: bound.source.split('\n').slice(carried.length).join('\n'), environment }
}

/** People know the variable, not how it was judged. */
function asVariables({ refusal }: Extract<Bound, { kind: 'refused' }>): Bound {
  const message = refusal.message.replace(/\{\{ carried\.(\w+) \}\}/g, '$$$1')
  return { kind: 'refused', refusal: { ...refusal, message } }
}

function judgeEdited(context: ResolveContext, input: ShellInput, edited: string) {
  const known = new Set([
    ...context.environment,
    ...Object.keys(context.session.set),
    ...Object.keys(context.session.secrets ?? {}),
  ])
  const judged = judgeShell(edited, { dialect: input.dialect, known })
  return judged.kind === 'refused'
    ? judged
    : { source: judged.source, holes: judged.holes, assigns: judged.assigns }
}

type Filled =
  | {
      readonly kind: 'values'
      readonly values: Map<string, HoleValue>
      readonly secrets: ReadonlyMap<string, string>
    }
  | Extract<PartialResolution, { kind: 'open' | 'refused' }>

/** Values for every hole, by the key `bindValues` looks under: the hole's name. */
function fill(context: ResolveContext, holes: readonly Hole[]): Filled {
  const values = new Map<string, HoleValue>()
  const secrets = new Map<string, string>()
  const open: OpenHole[] = []
  for (const [index, hole] of holes.entries()) {
    if (hole.kind === 'reference') {
      const found = lookUp(context, hole.name)
      if (found.kind === 'missing') return unknownReference(hole.written)
      if (found.kind === 'secret') {
        const stand = `\u0001secret ${secrets.size}`
        secrets.set(stand, found.reference)
        values.set(hole.name, { value: stand, integer: false, origin: 'person' })
      } else values.set(hole.name, shellValue(found.value, found.origin))
      continue
    }
    if (hole.kind === 'variable' && isSet(context, variableOf(hole))) continue
    const key = holeKey(context, hole, index)
    const given = Object.hasOwn(context.state.values, key) ? context.state.values[key] : undefined
    if (given === undefined) open.push({ key, name: hole.name, written: hole.written })
    else values.set(hole.name, shellValue(given, 'person'))
  }
  return open.length > 0 ? { kind: 'open', holes: uniqueByKey(open) } : { kind: 'values', values, secrets }
}

/** Named holes are asked for once a run, anonymous ones each time they occur. */
const holeKey = (context: ResolveContext, hole: Hole, index: number): string =>
  hole.anonymous ? `${context.place}#${index}` : hole.name

/** `kubectl delete -n "$NAMESPACE"` with an empty name is another command: where harm is done, empty is not set. */
function isSet(context: ResolveContext, name: string): boolean {
  if (Object.hasOwn(context.session.secrets ?? {}, name)) return true
  if (!Object.hasOwn(context.session.set, name)) return context.environment.has(name)
  return !context.dangerous || context.session.set[name] !== ''
}

const shellValue = (value: Parameters<typeof valueText>[0], origin: HoleValue['origin']): HoleValue => ({
  value: Array.isArray(value) ? value.map(String) : valueText(value),
  integer:
    typeof value === 'number'
      ? Number.isInteger(value)
      : typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value),
  origin,
})

const uniqueByKey = (holes: readonly OpenHole[]): OpenHole[] => [
  ...new Map(holes.map((hole) => [hole.key, hole])).values(),
]

const unknownReference = (written: string): Extract<PartialResolution, { kind: 'refused' }> => ({
  kind: 'refused',
  message: `${written} has no value: no parameter or output of that name is there yet`,
  remedy: 'declare the parameter, or run the step that makes the output first',
})
