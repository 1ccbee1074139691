import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import type { NodeOf } from '../markdown/tree.ts'
import type { MetadataField } from '../metadata.ts'
import { adapt } from './adapt.ts'
import { metadataText } from './apply-intent.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf } from './intent.ts'
import type { Layout } from './layout.ts'
import { lineEnd, lineStart, prefixAt } from './layout.ts'
import type { Spot } from './spots.ts'
import { spotsOf, tableKind } from './spots.ts'

/** Adds a field where the document keeps its metadata: frontmatter, table or lines; without any, new frontmatter. */
export function addMetadata(layout: Layout, intent: IntentOf<'set-metadata'>): Drafts | Refusal {
  const drafts: (readonly Replacement[])[] = []
  let refusal: Refusal | undefined
  const places = placesOf(layout)
  for (const place of places) {
    const made = draftFor(layout, place, intent)
    if ('kind' in made) refusal ??= made
    else drafts.push(made)
  }
  return drafts.length === 0 && refusal ? refusal : draftsOf(...drafts)
}

type Home =
  | { readonly kind: 'frontmatter'; readonly at: number }
  | { readonly kind: 'table'; readonly table: NodeOf<'table'> }
  | { readonly kind: 'line'; readonly spot: Spot }
  | { readonly kind: 'new' }

/** Where a field may be added, the place with the most authority first. */
function placesOf(layout: Layout): readonly Home[] {
  const { frontmatter } = layout
  if (frontmatter) return [{ kind: 'frontmatter', at: frontmatter.place.body.to }]
  const spots = spotsOf(layout)
  const tables = spots.flatMap(({ within }): readonly Home[] =>
    'kind' in within && within.kind === 'table' ? [{ kind: 'table', table: within }] : [],
  )
  const line = spots.findLast(({ from }) => from === 'line')
  return [...tables.slice(0, 1), ...(line ? [{ kind: 'line', spot: line } as const] : []), { kind: 'new' }]
}

function draftFor(
  layout: Layout,
  home: Home,
  intent: IntentOf<'set-metadata'>,
): readonly Replacement[] | Refusal {
  const { text } = layout
  switch (home.kind) {
    case 'frontmatter': {
      const entry = yamlEntry(intent)
      return typeof entry === 'string' ? [insertion(home.at, `${entry}\n`)] : entry
    }
    case 'table':
      return tableDraft(layout, home.table, intent)
    case 'line':
      return lineDraft(layout, home.spot, intent)
    case 'new': {
      const entry = yamlEntry(intent)
      const gap = text === '' || text.startsWith('\n') ? '' : '\n'
      return typeof entry === 'string' ? [insertion(0, `---\n${entry}\n---\n${gap}`)] : entry
    }
  }
}

const insertion = (at: number, text: string): Replacement => ({ range: { from: at, to: at }, text })

function yamlEntry(intent: IntentOf<'set-metadata'>): string | Refusal {
  const key = intent.field === 'reviewIn' ? 'review_in' : intent.field
  const values: string[] = []
  for (const value of typeof intent.value === 'string' ? [metadataText(intent)] : intent.value) {
    const scalar = adapt(value.trim(), { kind: 'yaml', quote: '' })
    if (scalar.kind === 'refused') return scalar
    values.push(scalar.text)
  }
  return `${key}: ${typeof intent.value === 'string' ? values[0] : `[${values.join(', ')}]`}`
}

/** How the keys of tables and lines are written, as in the template of format.md §1. */
const labels: Readonly<Record<MetadataField, string>> = {
  id: 'Runbook ID',
  description: 'Description',
  outcome: 'Outcome',
  tools: 'Tools Used',
  permissions: 'Special Permissions',
  author: 'Runbook Author',
  owner: 'Owner',
  updated: 'Last Updated',
  reviewed: 'Last Reviewed',
  reviewIn: 'Review Every',
  escalation: 'Escalation POC',
  service: 'Service',
  severity: 'Severity',
  tags: 'Tags',
  status: 'Status',
  kind: 'Document Type',
  triggers: 'Triggers',
  title: 'Runbook Title',
}

/** A column more in a record, a row more in a table of pairs. */
function tableDraft(
  layout: Layout,
  table: NodeOf<'table'>,
  intent: IntentOf<'set-metadata'>,
): readonly Replacement[] | Refusal {
  const { text } = layout
  const value = adapt(metadataText(intent), { kind: 'cell' })
  if (value.kind === 'refused') return value
  const label = labels[intent.field]
  if (tableKind(layout, table) === 'pairs') {
    const end = lineEnd(text, (table.rows.at(-1) ?? table.header)[0]?.from ?? table.range.to)
    const at = table.rows.length > 0 ? end : lineEnd(text, Math.min(end + 1, text.length))
    return [insertion(at, `\n${prefixAt(text, table.range.from)}| ${label} | ${value.text} |`)]
  }
  const header = lineEnd(text, table.range.from)
  const delimiter = lineEnd(text, header + 1)
  const row = lineEnd(text, delimiter + 1)
  return [cellAtEnd(text, header, label), cellAtEnd(text, delimiter, '---'), cellAtEnd(text, row, value.text)]
}

/** One more cell at the end of the line that ends at `end`, before the blanks there. */
function cellAtEnd(text: string, end: number, cell: string): Replacement {
  const line = text.slice(lineStart(text, end), end)
  const at = end - (line.length - line.trimEnd().length)
  return insertion(at, text[at - 1] === '|' ? ` ${cell} |` : ` | ${cell}`)
}

/**
 * A line more below the last, written as that one is.
 *
 *     > **Owner:** team-a
 *     ^ lead, with its marks as they are
 */
function lineDraft(
  { text }: Layout,
  { key, value, within }: Spot,
  intent: IntentOf<'set-metadata'>,
): readonly Replacement[] | Refusal {
  const written = adapt(metadataText(intent), { kind: 'line' })
  if (written.kind === 'refused') return written
  const end = lineEnd(text, value.to)
  const label = slice(text, key).replace(/[^*_:\s][^*_:]*/, labels[intent.field])
  const lead = text.slice(lineStart(text, key.from), key.from)
  const space = /\s$/.test(label) ? '' : ' '
  const ending = lineBreak(text, 'range' in within ? within.range : within)
  const broken = text.slice(value.to, end) !== '' || /^\s*(?:>\s*)*[-*+]\s/.test(lead) ? '' : ending
  return [insertion(end, `${broken}\n${lead}${label}${space}${written.text}`)]
}

/** What parts the lines of a paragraph where they shall be seen as lines. */
const lineBreak = (text: string, range: Range): string => /( {2,}|\\)\n/.exec(slice(text, range))?.[1] ?? ''
