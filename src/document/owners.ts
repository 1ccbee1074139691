import type { Range } from '../text/range.ts'
import { metadataFields } from './metadata.ts'
import type { Runbook } from './runbook.ts'
import { stepsWithin } from './step.ts'

/** What a stretch of the text is, at the finest grain the model knows. */
export type LeafOwner = {
  readonly range: Range
  readonly owner: 'section' | 'step' | 'block' | 'label' | 'metadata' | 'opaque'
  /** The section or step it belongs to; absent for frontmatter and other constructs. */
  readonly id?: string
}

/**
 * Cuts the whole text into stretches with exactly one owner each: in order, without gap or overlap. This is how an
 * editor knows what stands under a cursor, and how an edit knows that it touches nothing else.
 */
export function leafOwners(runbook: Runbook): readonly LeafOwner[] {
  const layers = layersOf(runbook).filter(({ range }) => range.to > range.from)
  const edges = layers
    .flatMap((layer, index) => [
      { at: layer.range.from, index, opens: 1 },
      { at: layer.range.to, index, opens: 0 },
    ])
    .toSorted((a, b) => a.at - b.at || a.opens - b.opens)
  const owners: LeafOwner[] = []
  const open = new Set<number>()
  let from = 0
  for (const { at, index, opens } of edges) {
    const top = at > from && open.size > 0 ? layers[Math.max(...open)] : undefined
    if (top) append(owners, { ...top, range: { from, to: at } })
    from = at
    if (opens) open.add(index)
    else open.delete(index)
  }
  return owners
}

/** From the ground up: what comes later lies above what comes before. */
function layersOf(runbook: Runbook): readonly LeafOwner[] {
  const steps = [...stepsWithin(runbook.steps)]
  return [
    ...runbook.sections.map(({ id, range, body }) => ({
      range: { from: range.from, to: body.to },
      owner: 'section' as const,
      id,
    })),
    ...steps.map(({ id, range }) => ({ range, owner: 'step' as const, id })),
    ...steps.flatMap(({ id, body }) =>
      body.flatMap((part): readonly LeafOwner[] => {
        if (part.kind === 'markdown') return []
        return [{ range: part.kind === 'block' ? part.block.range : part.label.range, owner: part.kind, id }]
      }),
    ),
    ...metadataFields.flatMap((field): readonly LeafOwner[] => {
      const value = runbook.metadata[field]
      return value?.range && (value.from === 'table' || value.from === 'line')
        ? [{ range: value.range, owner: 'metadata' }]
        : []
    }),
    ...runbook.opaque.map((range) => ({ range, owner: 'opaque' as const })),
    ...frontmatterOf(runbook),
  ]
}

/** Frontmatter is the opaque range that begins the text with hyphens. */
function frontmatterOf({ opaque, source }: Runbook): readonly LeafOwner[] {
  const first = opaque[0]
  return first?.from === 0 && source.text.startsWith('---') ? [{ range: first, owner: 'metadata' }] : []
}

function append(owners: LeafOwner[], next: LeafOwner) {
  const last = owners.at(-1)
  if (last && last.owner === next.owner && last.id === next.id) {
    owners[owners.length - 1] = { ...last, range: { from: last.range.from, to: next.range.to } }
  } else owners.push(next)
}
