import type { Metadata, MetadataField, MetadataOrigin, MetadataValue } from '../metadata.ts'
import type { FrontmatterEntry, Plain } from './frontmatter.ts'
import { isPlainList, isPlainMap } from './frontmatter.ts'
import { plainText } from './inline.ts'
import type { Found } from './metadata-found.ts'
import { fieldOfKey } from './metadata-keys.ts'
import { linesOfMetadata } from './metadata-lines.ts'
import { tableMetadata } from './metadata-tables.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'
import type { SectionDraft } from './sections.ts'

const authority: readonly MetadataOrigin[] = [
  'frontmatter',
  'table',
  'line',
  'heading',
  'section',
  'file-name',
]

/** Everything the document says of itself, merged by authority; a contradiction is a finding. */
export function readMetadata(
  reader: Reader,
  entries: readonly FrontmatterEntry[],
  drafts: readonly SectionDraft[],
): Metadata {
  const found = [
    ...entries.flatMap(entryMetadata),
    ...tableMetadata(reader, drafts),
    ...linesOfMetadata(reader, drafts),
    ...sectionMetadata(reader, drafts),
  ]
  const metadata: { [F in MetadataField]?: MetadataValue } = {}
  for (const field of new Set(found.map((value) => value.field))) {
    metadata[field] = settle(
      reader,
      found.filter((value) => value.field === field),
    )
  }
  return metadata
}

function settle(reader: Reader, values: readonly Found[]): MetadataValue {
  const ordered = values.toSorted((a, b) => authority.indexOf(a.from) - authority.indexOf(b.from))
  // Later entries of one origin win only in frontmatter, where YAML readers take the last of two equal keys.
  const best =
    ordered[0]?.from === 'frontmatter' ? ordered.findLast(({ from }) => from === 'frontmatter') : ordered[0]
  const { field: _, ...value } = best ?? { field: 'title', key: '', text: '', from: 'file-name' }
  // A section describes at length what a field says in a word; only short forms can contradict each other.
  const others = ordered.filter(
    ({ from, text }) => from !== value.from && from !== 'section' && !sameWords(text, value.text),
  )
  for (const other of others) {
    const message = `${JSON.stringify(other.key)} says ${quoted(other.text)}, but ${JSON.stringify(value.key)} in the ${value.from} says ${quoted(value.text)}.`
    addProblem(reader, 'metadata-disagreement', other.range ?? { from: 0, to: 0 }, {
      message,
      remedy: 'Make them say the same, or remove one.',
    })
  }
  return {
    ...value,
    disagreeing: others.map(({ text, range, from }) => ({ text, from, ...(range ? { range } : {}) })),
  }
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

const sameWords = (a: string, b: string): boolean =>
  a.toLowerCase().replace(/\W+/g, ' ').trim() === b.toLowerCase().replace(/\W+/g, ' ').trim()

function entryMetadata({ key, value, valueRange }: FrontmatterEntry): readonly Found[] {
  const field = fieldOfKey(key)
  const text = textOf(value)
  if (!field || text === '' || (field === 'kind' && !/^(?:runbook|playbook)$/i.test(text))) return []
  const items = isPlainList(value) ? value.map(textOf).filter((item) => item !== '') : undefined
  return [{ field, key, text, range: valueRange, from: 'frontmatter', ...(items ? { items } : {}) }]
}

function textOf(value: Plain): string {
  if (value === null) return ''
  if (isPlainList(value)) return value.map(textOf).join(', ')
  if (isPlainMap(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${textOf(inner)}`)
      .join(', ')
  return String(value)
}

/** A section whose role is a field: its first paragraph. */
function sectionMetadata(reader: Reader, drafts: readonly SectionDraft[]): readonly Found[] {
  return (['outcome', 'escalation'] as const).flatMap((role) => {
    const draft = drafts.find(
      ({ section }) =>
        section.role === role &&
        /^(?:escalation|(?:desired |expected )?(?:outcome|goal|objective|purpose))\b/i.test(section.title),
    )
    const node = draft?.nodes.find(({ kind }) => kind === 'paragraph')
    if (!draft || !node) return []
    const range = { from: node.range.from, to: Math.min(node.range.to, node.range.from + 2000) }
    const text = plainText(proseOf(reader.text, range, node.quotes).text)
    return text === ''
      ? []
      : [{ field: role, key: draft.section.title, text, range, from: 'section' as const }]
  })
}
