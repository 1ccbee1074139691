import type { ParsedScript } from 'unbash'
import { rangeOf, slice } from '../text/range.ts'
import type { ShellDialect } from './dialect.ts'
import type { Flow } from './flow.ts'
import { flowName, flowsOf } from './flow.ts'
import { handedCommandHoles } from './handed.ts'
import type { Hole } from './hole.ts'
import { variableOf } from './hole.ts'
import { placesOf } from './holes.ts'
import type { Masked } from './mask.ts'
import { mask } from './mask.ts'
import { parseShell } from './parse.ts'
import type { Refusal } from './refusal.ts'
import { sightingsOf } from './sight.ts'
import type { Reason, Sighting } from './stand.ts'
import { reasons } from './stand.ts'

/** A place that a hole's value reaches: where it stands, or where a variable that got it is used. */
export type Demand = { readonly hole: Hole; readonly sighting: Sighting }

export type Study = {
  readonly kind: 'studied'
  readonly masked: Masked
  readonly script: ParsedScript
  /** The holes that are replaced, in order; `sightings` has theirs by the same index, none for a comment. */
  readonly placed: readonly Hole[]
  readonly sightings: readonly (Sighting | undefined)[]
  readonly demands: readonly Demand[]
}

export type StudyResult = Study | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A form with more fields than this is no form; every hole is followed through every variable. */
const holesMax = 300

/** Finds where every hole stands and where its value can get to; refuses what no value could make safe. */
export function studyHoles(source: string, dialect: ShellDialect, holes: readonly Hole[]): StudyResult {
  const last = holes[holesMax]
  if (last) return refusedFor(last, reasons.tooMany)
  const stale = holes.find((hole) => slice(source, hole.range) !== hole.written)
  if (stale) return refusedFor(stale, reasons.sightedOften)
  const placed = holes
    .filter((hole) => hole.kind !== 'variable')
    .toSorted((a, b) => a.range.from - b.range.from)
  const masked = mask(
    source,
    placed.map((hole) => hole.range),
  )
  const parsed = parseShell(masked.text)
  if (parsed.kind === 'refused') {
    const { from, to } = parsed.refusal.range
    return {
      kind: 'refused',
      refusal: { ...parsed.refusal, range: rangeOf(masked.original(from), masked.original(to)) },
    }
  }
  const { script } = parsed
  const all = sightingsOf(script, masked, dialect)
  const places = placesOf(script, masked, placed.length)
  const sightings: (Sighting | undefined)[] = []
  for (const [index, hole] of placed.entries()) {
    const own = all.filter(({ of }) => 'hole' in of && of.hole === index)
    const expected = places[index] === 'comment' ? 0 : 1
    if (own.length !== expected)
      return refusedFor(hole, own.find(({ reason }) => reason)?.reason ?? reasons.sightedOften)
    sightings.push(own[0])
  }
  const demands = demandsOf(script, masked, all, holes, placed)
  const refused = demands.find(({ sighting }) => sighting.reason)
  if (refused?.sighting.reason) return refusedFor(refused.hole, refused.sighting.reason)
  const handed = [...handedCommandHoles(script, masked)]
    .map((index) => placed[index])
    .find((hole) => hole !== undefined)
  if (handed) return refusedFor(handed, reasons.command)
  return { kind: 'studied', masked, script, placed, sightings, demands }
}

function demandsOf(
  script: ParsedScript,
  masked: Masked,
  sightings: readonly Sighting[],
  holes: readonly Hole[],
  placed: readonly Hole[],
): readonly Demand[] {
  const reach = reachOf(script, masked, holes, placed)
  return sightings.flatMap((sighting): Demand[] => {
    if ('hole' in sighting.of) {
      const hole = placed[sighting.of.hole]
      return hole ? [{ hole, sighting }] : []
    }
    return [...(reach.get(flowName(sighting.of.variable)) ?? [])].map((hole) => ({ hole, sighting }))
  })
}

/** For each variable of the block, the holes whose values it may hold: assignments followed until nothing is new. */
function reachOf(
  script: ParsedScript,
  masked: Masked,
  holes: readonly Hole[],
  placed: readonly Hole[],
): ReadonlyMap<string, ReadonlySet<Hole>> {
  const reach = new Map<string, Set<Hole>>()
  const at = (name: string): Set<Hole> => {
    const found = reach.get(name) ?? new Set<Hole>()
    reach.set(name, found)
    return found
  }
  const flows = flowsOf(script, masked)
  const users = usersOf(flows)
  const waiting: { readonly name: string; readonly hole: Hole }[] = []
  const give = (name: string, hole: Hole): void => {
    if (at(name).has(hole)) return
    at(name).add(hole)
    waiting.push({ name, hole })
  }
  for (const hole of holes) if (hole.kind === 'variable') give(variableOf(hole), hole)
  for (const flow of flows)
    for (const index of flow.holes) {
      const hole = placed[index]
      if (hole) give(flow.name, hole)
    }
  // Each entry is a hole new to a variable: there are at most as many as holes times variables.
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const name of users.get(next.name) ?? []) give(name, next.hole)
  return reach
}

/** For each variable, the variables that are set from it. */
function usersOf(flows: readonly Flow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>()
  for (const flow of flows)
    for (const name of flow.variables) {
      const found = users.get(name) ?? new Set<string>()
      users.set(name, found.add(flow.name))
    }
  return users
}

const refusedFor = (hole: Hole, { code, why, remedy }: Reason): StudyResult => ({
  kind: 'refused',
  refusal: { code, range: hole.range, message: `\`${hole.written}\` ${why}.`, remedy },
})
