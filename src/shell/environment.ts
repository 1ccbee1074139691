import type { Hole } from './hole.ts'
import { reservedName } from './names.ts'
import { variableOf } from './hole.ts'
import type { Reason } from './stand.ts'
import type { HoleValue } from './value.ts'
import { carriageReason } from './value.ts'

/** The variables a bound block is started with. */
export type Environment = {
  readonly kind: 'environment'
  /** For each hole's name, the variables that carry it: one, or one for each element of a list. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly variables: Readonly<Record<string, string>>
}

export type EnvironmentResult =
  | Environment
  | { readonly kind: 'refused'; readonly hole: Hole; readonly reason: Reason }

/** All values together: a quarter of what Linux takes for arguments and environment in all. */
const totalCharsMax = 500_000

/** Names and fills the variables that carry the values. Names that steer programs are refused. */
export function environmentOf(
  holes: readonly Hole[],
  values: ReadonlyMap<string, HoleValue>,
): EnvironmentResult {
  const names = new Map<string, readonly string[]>()
  const variables: Record<string, string> = Object.create(null)
  let total = 0
  for (const hole of holes) {
    const value = values.get(hole.name)?.value ?? ''
    const parts = typeof value === 'string' ? [value] : value
    const reason = parts.map(carriageReason).find((found) => found !== undefined) ?? nameReason(hole)
    if (reason) return { kind: 'refused', hole, reason }
    total += parts.reduce((sum, part) => sum + part.length, 0)
    if (total > totalCharsMax) return { kind: 'refused', hole, reason: tooMuch }
    if (hole.kind === 'variable') variables[variableOf(hole)] = parts[0] ?? ''
    else if (!names.has(hole.name)) names.set(hole.name, carry(hole.name, value, variables))
  }
  return { kind: 'environment', names, variables: { ...variables } }
}

function carry(
  name: string,
  value: HoleValue['value'],
  variables: Record<string, string>,
): readonly string[] {
  const base = `KB_${name.replace(/[^A-Za-z0-9_]/g, '_')}`
  const keysFor = (stem: string): readonly string[] =>
    typeof value === 'string' ? [stem] : value.map((_, index) => `${stem}_${index}`)
  let keys = keysFor(base)
  for (let count = 2; keys.some((key) => key in variables); count++) keys = keysFor(`${base}_${count}`)
  for (const [index, key] of keys.entries())
    variables[key] = typeof value === 'string' ? value : (value[index] ?? '')
  return keys
}

/** A placeholder's name is only ever ours (`KB_…`); a reference or a variable must not be one that steers. */
function nameReason(hole: Hole): Reason | undefined {
  const name = hole.kind === 'variable' ? variableOf(hole) : hole.name
  if (hole.kind === 'placeholder' || !reservedName(name)) return undefined
  return {
    code: 'reference-as-name',
    why: 'has a name that steers the shell or the programs it starts',
    remedy: 'Give the parameter another name.',
  }
}

const tooMuch: Reason = {
  code: 'value-too-large',
  why: `brings the values of this block over ${totalCharsMax / 1000} kB`,
  remedy: 'Put long texts into files and pass their names.',
}
