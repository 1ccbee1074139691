import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import type { ShellDialect } from './dialect.ts'
import type { Environment } from './environment.ts'
import { environmentOf } from './environment.ts'
import type { Hole } from './hole.ts'
import { wordsIn } from './mask.ts'
import { parseShell } from './parse.ts'
import type { Refusal, RefusalCode } from './refusal.ts'
import type { Form } from './stand.ts'
import { reasons } from './stand.ts'
import type { Study } from './study.ts'
import { studyHoles } from './study.ts'
import type { Atom, Reading } from './tree.ts'
import { shapeOf } from './tree.ts'
import type { HoleValue } from './value.ts'
import { misfit } from './value.ts'

export type { HoleValue } from './value.ts'

export type Bound =
  | {
      readonly kind: 'bound'
      readonly source: string
      /** `KB_<name>` (and `KB_<name>_0` … for lists) with their values; an unset `$NAME` under its own name. */
      readonly environment: Readonly<Record<string, string>>
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Rewrites each hole to a safe reference by format.md's table "Values never become source": put a unique
 * word, parse, find it once, rewrite by position, parse again, compare the trees. A variable nobody set keeps
 * its place and gets its value as environment, when every place it is used in could take that value.
 */
export function bindValues(
  source: string,
  dialect: ShellDialect,
  holes: readonly Hole[],
  values: ReadonlyMap<string, HoleValue>,
): Bound {
  if (holes.length === 0) return { kind: 'bound', source, environment: {} }
  const missing = holes.find((hole) => !values.has(hole.name))
  if (missing)
    return refusedAt(missing, 'reference-unknown', 'has no value', 'Give it a value, or correct its name.')
  const study = studyHoles(source, dialect, holes)
  if (study.kind === 'refused') return study
  for (const { hole, sighting } of study.demands) {
    const value = values.get(hole.name)
    const reason = value && misfit(value, sighting)
    if (reason) return refusedAt(hole, reason.code, reason.why, reason.remedy)
  }
  const environment = environmentOf(holes, values)
  if (environment.kind === 'refused')
    return refusedAt(
      environment.hole,
      environment.reason.code,
      environment.reason.why,
      environment.reason.remedy,
    )
  const rewritten = rewrite(source, study, environment)
  if (sameTree(study, environment, rewritten))
    return { kind: 'bound', source: rewritten, environment: environment.variables }
  const whole = holes[0] ?? { range: rangeOf(0, source.length), written: 'the block' }
  return refusedAt(
    whole,
    'tree-changed',
    'would change how the shell reads the block',
    reasons.sightedOften.remedy,
  )
}

/** Puts a reference where each hole stands, quoted as its place asks; what stands in a comment stays. */
function rewrite(source: string, { placed, sightings }: Study, { names }: Environment): string {
  let text = ''
  let kept = 0
  for (const [index, hole] of placed.entries()) {
    const sighting = sightings[index]
    const keys = names.get(hole.name)
    if (!sighting || !keys) continue
    text += source.slice(kept, hole.range.from) + keys.map((key) => reference(key, sighting.form)).join(' ')
    kept = hole.range.to
  }
  return text + source.slice(kept)
}

const reference = (name: string, form: Form): string => (form === 'bare' ? `"\${${name}}"` : `\${${name}}`)

/** Parses what was written and compares it with the tree the unique words gave. */
function sameTree({ masked, script, placed }: Study, { names }: Environment, rewritten: string): boolean {
  const again = parseShell(rewritten)
  if (again.kind === 'refused') return false
  const all = new Set([...names.values()].flat())
  const extra = new Set([...names.values()].flatMap((keys) => keys.slice(1)))
  const keyOfHole = (index: number): string => {
    const name = placed[index]?.name ?? ''
    return names.get(name)?.[0] ?? `none ${name}`
  }
  // An empty list leaves no word: the one that stood for it is passed over.
  for (const [name, keys] of names) if (keys.length === 0) extra.add(`none ${name}`)
  const split = (text: string): readonly Atom[] => {
    const atoms: Atom[] = []
    let kept = 0
    for (const { index, range } of wordsIn(masked.tag, text)) {
      atoms.push(['text', text.slice(kept, range.from)], ['hole', keyOfHole(index)])
      kept = range.to
    }
    return [...atoms, ['text', text.slice(kept)]]
  }
  const keyOf = (name: string): string | undefined => (all.has(name) ? name : undefined)
  const before: Reading = { source: masked.text, split, keyOf, extra }
  const after: Reading = { source: rewritten, split: (text) => [['text', text]], keyOf, extra }
  return shapeOf(script, before) === shapeOf(again.script, after)
}

type Placed = { readonly range: Range; readonly written: string }

const refusedAt = ({ range, written }: Placed, code: RefusalCode, why: string, remedy: string): Bound => ({
  kind: 'refused',
  refusal: { code, range, message: `\`${written}\` ${why}.`, remedy },
})
