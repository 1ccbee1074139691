import type { Json } from '../../hash/canonical.ts'
import { canonicalJson } from '../../hash/canonical.ts'
import { metadataFields } from '../metadata.ts'
import type { Shape, ShapeSection, ShapeStep } from './shape.ts'

/** The first thing two shapes do not agree on, in words for a person; undefined when they say the same. */
export function differenceOf(expected: Shape, actual: Shape): string | undefined {
  if (expected.title !== actual.title || expected.titledBy !== actual.titledBy) return 'the title'
  if (expected.kind !== actual.kind) return 'whether it is a playbook'
  const field = metadataFields.find((name) => !same(expected.metadata[name], actual.metadata[name]))
  if (field) return `the metadata (${field})`
  if (!same(expected.frontmatter, actual.frontmatter)) return 'another key of the frontmatter'
  if (!same(expected.parameters, actual.parameters)) return 'the parameters'
  const section = differentSection(expected.sections, actual.sections)
  if (section) return section
  if (!same(expected.menus, actual.menus)) return 'what may be picked from a menu'
  return same(expected.opaque, actual.opaque) ? undefined : 'a construct of another system'
}

const same = (a: Json | undefined, b: Json | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null)

function differentSection(
  expected: readonly ShapeSection[],
  actual: readonly ShapeSection[],
): string | undefined {
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const [a, b] = [expected[index], actual[index]]
    const name = JSON.stringify(a?.title || b?.title || 'the top')
    if (!a || !b || !same({ ...a, id: '', steps: [] }, { ...b, id: '', steps: [] }))
      return `the section ${name}`
    if (!same(a.steps.map(withoutId), b.steps.map(withoutId))) return `the steps of ${name}`
  }
  return undefined
}

const withoutId = (step: ShapeStep): ShapeStep => ({ ...step, id: '', steps: step.steps.map(withoutId) })
