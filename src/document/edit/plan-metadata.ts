import { slice } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import type { MetadataField } from '../metadata.ts'
import { isPlainList, isPlainMap } from '../markdown/frontmatter.ts'
import { adapt } from './adapt.ts'
import type { Adapted } from './adapt.ts'
import { addMetadata } from './add-metadata.ts'
import { metadataText } from './apply-intent.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import type { Layout } from './layout.ts'
import { lineStart } from './layout.ts'
import { titleMarkdown, titlePlaces } from './plan-rename-step.ts'
import type { Spot } from './spots.ts'
import { spotsOf } from './spots.ts'

/**
 * Sets a field in every place that says it, so that the places do not come to disagree; where nothing says it, it is
 * added where the document keeps its metadata.
 */
export function planSetMetadata(layout: Layout, intent: IntentOf<'set-metadata'>): Drafts | Refusal {
  const { field } = intent
  const text = metadataText(intent)
  if (text === '') return refused('There is no value.', 'Write one; to take a field away, edit the text.')
  if (field === 'kind' && !/^(?:runbook|playbook)$/i.test(text))
    return refused(`${JSON.stringify(text)} is not a kind of document.`, 'Write runbook or playbook.')
  if (field === 'triggers' || isStructured(layout, field))
    return refused('This field is more than a text.', 'Edit it in the frontmatter.')
  const spots = spotsToSet(layout, field)
  const heading = headingDrafts(layout, intent)
  if (heading && 'kind' in heading) return heading
  if (spots.length > 0) return setSpots(layout, spots, { intent, also: heading ?? [[]] })
  if (heading) return draftsOf(...heading)
  return layout.runbook.metadata[field]?.from === 'section'
    ? sectionParagraph(layout, intent)
    : addMetadata(layout, intent)
}

const isStructured = ({ frontmatter }: Layout, field: MetadataField): boolean =>
  (frontmatter?.entries ?? []).some(
    ({ key, value }) =>
      key === field &&
      (isPlainMap(value) || (isPlainList(value) && value.some((item) => typeof item === 'object'))),
  )

/** The place that holds, and those of other kinds: of one kind only the one that is read counts. */
function spotsToSet(layout: Layout, field: MetadataField): readonly Spot[] {
  const spots = spotsOf(layout).filter((spot) => spot.field === field)
  const written = spots.filter(({ value }) => value.to > value.from)
  if (written.length === 0) return spots.slice(0, 1)
  const held = layout.runbook.metadata[field]
  return written.filter(({ from, value }) => from !== held?.from || held.range?.from === value.from)
}

function setSpots(
  layout: Layout,
  spots: readonly Spot[],
  { intent, also }: { intent: IntentOf<'set-metadata'>; also: readonly (readonly Replacement[])[] },
): Drafts | Refusal {
  const drafts: Replacement[][] = []
  for (const spelling of spellings) {
    const replacements: Replacement[] = []
    for (const spot of spots) {
      const value = written(layout, spot, { intent, spelling })
      if (value.kind === 'refused') return value
      replacements.push({ range: spot.value, text: value.text })
    }
    for (const more of also) drafts.push([...replacements, ...more])
  }
  return draftsOf(...drafts)
}

/** As it was given; and, should Markdown take its marks for something else, with every mark escaped. */
const spellings = ['as-given', 'escaped'] as const

type Written = { readonly intent: IntentOf<'set-metadata'>; readonly spelling: (typeof spellings)[number] }

/** The value as it is written in a place, with the space that must part it from its key. */
function written(layout: Layout, spot: Spot, { intent, spelling }: Written): Adapted {
  const { text } = layout
  if (spot.from === 'frontmatter') return yamlValue(layout, spot, intent)
  const value = spelledValue(metadataText(intent), spelling)
  const result = adapt(value, { kind: spot.from === 'table' ? 'cell' : 'line' })
  if (result.kind === 'refused' || spot.value.to > spot.value.from) return result
  const before = /[ \t]/.test(text[spot.value.from - 1] ?? '') ? '' : ' '
  const after = spot.from === 'table' && !/\s/.test(text[spot.value.to] ?? '\n') ? ' ' : ''
  return { kind: 'adapted', text: `${before}${result.text}${after}` }
}

export const spelledValue = (value: string, spelling: (typeof spellings)[number]): string =>
  spelling === 'as-given' ? value : value.replace(/[\\`*_[\]<>&~]/g, String.raw`\$&`)

/** A scalar, or a list in the notation that stands there. */
function yamlValue({ text }: Layout, { value: range }: Spot, intent: IntentOf<'set-metadata'>): Adapted {
  const old = slice(text, range)
  const quote = old.startsWith('"') ? '"' : old.startsWith("'") ? "'" : ''
  const before = old === '' && text[range.from - 1] !== ' ' ? ' ' : ''
  if (typeof intent.value === 'string') {
    const scalar = adapt(metadataText(intent), { kind: 'yaml', quote })
    return scalar.kind === 'refused' ? scalar : { kind: 'adapted', text: before + scalar.text }
  }
  const items: string[] = []
  for (const item of intent.value) {
    const scalar = adapt(item.trim(), { kind: 'yaml', quote: '' })
    if (scalar.kind === 'refused') return scalar
    items.push(scalar.text)
  }
  const indent = text.slice(lineStart(text, range.from), range.from)
  return old.startsWith('- ') && indent.trim() === ''
    ? { kind: 'adapted', text: items.map((item) => `- ${item}`).join(`\n${indent}`) }
    : { kind: 'adapted', text: `${before}[${items.join(', ')}]` }
}

/** A document's title is its first heading, when it has one. */
function headingDrafts(
  layout: Layout,
  intent: IntentOf<'set-metadata'>,
): readonly (readonly Replacement[])[] | Refusal | undefined {
  const { title } = layout.runbook
  if (intent.field !== 'title' || title.from !== 'heading' || !title.range) return undefined
  const heading = layout.drafts.find(({ section }) => section.heading?.from === title.range?.from)
  if (!heading) return undefined
  const words = titleMarkdown(metadataText(intent))
  if (typeof words !== 'string') return words
  const { from, to } = title.range
  const marks = /^#+[ \t]+/.exec(slice(layout.text, title.range))?.[0].length ?? 0
  const line = slice(layout.text, title.range).split('\n')[0] ?? ''
  const end = from + line.replace(/[ \t]+#+[ \t]*$/, '').length
  return titlePlaces(layout, { from: from + marks, to: Math.min(end, to) }, title.text).map((range) => [
    { range, text: words },
  ])
}

/** Only a section says it: its first paragraph becomes the value. */
function sectionParagraph(layout: Layout, intent: IntentOf<'set-metadata'>): Drafts | Refusal {
  const range = layout.runbook.metadata[intent.field]?.range
  if (!range) return addMetadata(layout, intent)
  const value = adapt(metadataText(intent), { kind: 'line' })
  return value.kind === 'refused' ? value : draftsOf([{ range, text: value.text }])
}
