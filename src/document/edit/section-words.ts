import type { Range } from '../../text/range.ts'
import { contains, slice } from '../../text/range.ts'
import type { Layout } from './layout.ts'
import { spotsOf } from './spots.ts'

/**
 * The words of each section outside of its steps, white space off. Metadata and parameters are left out, with their
 * keys and the marks of their tables and lines: they are compared as what they say.
 */
export function sectionTexts(layout: Layout): readonly string[] {
  const { runbook, frontmatter } = layout
  const spots = spotsOf(layout).filter(({ from }) => from !== 'frontmatter')
  const tables = layout.drafts
    .filter(({ section }) => section.role === 'parameters')
    .flatMap(({ nodes }) => nodes.filter((node) => node.kind === 'table'))
  const declarations = [
    ...new Set(spots.map(({ within }) => ('range' in within ? within.range : within))),
    ...tables.map(({ range }) => range),
  ].filter((range) => !runbook.steps.some((step) => contains(step.range, range)))
  const known = [
    ...spots.flatMap(({ key, value }) => [key, value]),
    ...tables.flatMap(({ header }) => header),
    ...runbook.parameters.map(({ range }) => range),
  ]
  const left = union([
    ...runbook.steps.map(({ range }) => range),
    ...runbook.opaque,
    ...(frontmatter ? [frontmatter.place.range] : []),
    ...declarations,
  ])
  return runbook.sections.map(({ body, heading }) => {
    const within = { from: heading ? body.from : 0, to: body.to }
    const own = declarations.filter((range) => contains(within, range))
    const words = outside(layout.text, within, left)
    return [words, ...own.map((range) => declared(layout, range, known))].join('').replace(/[\s>]+/g, '')
  })
}

/** What a table or paragraph of metadata or parameters says besides. */
const declared = ({ text }: Layout, range: Range, known: readonly Range[]): string =>
  outside(text, range, union(known)).replace(/[|:*\-_\\]/g, '')

/** In order, those that touch made one. */
function union(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && range.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else merged.push(range)
  }
  return merged
}

/** The text of a range without what lies in the others, which are a union. */
function outside(text: string, range: Range, others: readonly Range[]): string {
  const parts: string[] = []
  let at = range.from
  for (let index = firstBehind(others, range.from); index < others.length; index++) {
    const { from, to } = others[index] ?? range
    if (from >= range.to) break
    if (from > at) parts.push(slice(text, { from: at, to: from }))
    at = Math.max(at, to)
  }
  if (at < range.to) parts.push(slice(text, { from: at, to: range.to }))
  return parts.join(' ')
}

/** Index of the first range that ends behind an offset, by halving: files have thousands of steps and sections. */
function firstBehind(ranges: readonly Range[], offset: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.to ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}
