import type { Json } from '../../hash/canonical.ts'
import { canonicalJson } from '../../hash/canonical.ts'
import type { Range } from '../../text/range.ts'
import { contains } from '../../text/range.ts'
import type { Attribute, Block } from '../block.ts'
import type { Label } from '../label.ts'
import { blockText } from '../markdown/block-text.ts'
import { fieldOfKey, normalKey } from '../markdown/metadata-keys.ts'
import type { Parameter } from '../parameter.ts'
import type { Runbook } from '../runbook.ts'
import type { BodyPart, Step, StepRule } from '../step.ts'
import { isHeadingRule, isProseWithFences } from '../step.ts'
import { metadataFields } from '../metadata.ts'
import type { MetadataField } from '../metadata.ts'
import type { Constructs } from './constructs.ts'
import { constructsOf } from './constructs.ts'
import type { NewAttribute, NewParameter } from './intent.ts'
import type { Layout } from './layout.ts'
import { contentOf, itemOfStep, layoutOf, linesOf } from './layout.ts'
import { sectionTexts } from './section-words.ts'

/**
 * What a runbook says, without where it says it: two files with equal shapes are the same runbook to everybody who
 * follows or runs it. An intent is applied to a shape, and the shape of the edited file must be the result.
 */
export type Shape = {
  readonly kind: Runbook['kind']
  /** Empty when it is only the file's name. */
  readonly title: string
  /** Index of the section whose heading is the title. */
  readonly titledBy: number | undefined
  readonly metadata: { readonly [F in MetadataField]?: ShapeValue }
  /** What else stands in the frontmatter, by key. */
  readonly frontmatter: readonly (readonly [string, Json])[]
  /** Without those that hold nothing but parameters: they say no more than these do. */
  readonly sections: readonly ShapeSection[]
  readonly parameters: readonly NewParameter[]
  readonly menus: readonly ShapeMenu[]
  /** Constructs of other systems outside of steps, white space folded. */
  readonly opaque: readonly string[]
}

export type ShapeValue = { readonly text: string; readonly disagreeing: readonly string[] }

export type ShapeSection = {
  readonly id: string
  readonly title: string
  readonly level: number
  readonly role: string
  /** Its own words outside of steps, without white space and without what is metadata or a parameter. */
  readonly words: string
  readonly steps: readonly ShapeStep[]
}

export type ShapeStep = {
  /** Of this reading; ids follow from titles and are not compared. */
  readonly id: string
  /** Empty when the step has no words of its own and is named for its code or its section. */
  readonly title: string
  readonly rule: string
  readonly body: readonly ShapePart[]
  readonly steps: readonly ShapeStep[]
  readonly link: string | undefined
  /** Constructs of other systems in its text. */
  readonly opaque: readonly string[]
}

export type ShapePart =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'block'; readonly block: ShapeBlock }
  | { readonly kind: 'label'; readonly says: string; readonly block: ShapeBlock | undefined }

export type ShapeBlock = {
  readonly language: string
  readonly actionWord: string | undefined
  readonly attributes: readonly NewAttribute[]
  readonly text: string
  readonly sample: boolean
}

/** Its title is that of a section. */
export type ShapeMenu = { readonly reason: string; readonly options: readonly string[] }

/** A runbook as both who writes in it and who judges what was written need it. */
export type Opened = { readonly layout: Layout; readonly shape: Shape }

export function openRunbook(runbook: Runbook): Opened {
  const layout = layoutOf(runbook)
  return { layout, shape: shapeOf(layout) }
}

function shapeOf(layout: Layout): Shape {
  const { runbook } = layout
  const { title, sections, metadata } = runbook
  const words = sectionTexts(layout)
  const constructs = constructsOf(layout)
  const place = { layout, constructs }
  const steps = Map.groupBy(runbook.steps, ({ section }) => section)
  const titledBy = sections.findIndex(
    ({ heading }) => heading !== undefined && heading.from === title.range?.from,
  )
  return {
    kind: runbook.kind,
    title: title.from === 'file-name' ? '' : title.text,
    titledBy: title.from === 'heading' ? titledBy : undefined,
    metadata: Object.fromEntries(
      metadataFields.flatMap((field) => {
        const value = metadata[field]
        return value
          ? [[field, { text: value.text, disagreeing: value.disagreeing.map(({ text }) => text) }]]
          : []
      }),
    ),
    frontmatter: (layout.frontmatter?.entries ?? []).flatMap(({ key, value }) =>
      fieldOfKey(key) || normalKey(key) === 'parameters' ? [] : [[key, value] as const],
    ),
    sections: sections
      .map(({ id, title: name, level, role }, index) => ({
        id,
        title: name,
        level,
        role,
        words: words[index] ?? '',
        steps: (steps.get(id) ?? []).map((step) => shapeOfStep(place, step)),
      }))
      .filter((section) => section.role !== 'parameters' || section.words !== '' || section.steps.length > 0),
    parameters: runbook.parameters.map(declaredOf),
    menus: runbook.menus.map(({ reason, options }) => ({
      reason,
      options: options.map((option) => option.title),
    })),
    opaque: constructs.outside,
  }
}

function declaredOf(written: Parameter): NewParameter {
  const { range: _, ...parameter } = written
  return parameter
}

/** How deep the lines of a step are indented: that much is its container and not its text. */
type Frame = { readonly quotes: number; readonly column: number }

type Place = { readonly layout: Layout; readonly constructs: Constructs }

function shapeOfStep(place: Place, step: Step): ShapeStep {
  const { layout } = place
  const held = itemOfStep(layout, step)
  const frame = held
    ? { quotes: held.list.quotes, column: contentOf(layout, held).column }
    : { quotes: 0, column: 0 }
  const { titleRange } = step
  return {
    id: step.id,
    title: titleRange.from === titleRange.to ? '' : step.title,
    rule: formOf(step.rule),
    body: step.body.flatMap((part) => partsOf(layout, part, { frame, titleRange })),
    steps: step.steps.map((inner) => shapeOfStep(place, inner)),
    opaque: place.constructs.inside.get(step) ?? [],
    link: step.runbookLink?.href,
  }
}

/** How a step is written, whatever made it one: that may change with its neighbours, and with its code. */
function formOf(rule: StepRule): StepRule {
  if (rule === 'bullet-with-fence') return 'bullets'
  if (isHeadingRule(rule)) return 'numbered-heading'
  return isProseWithFences(rule) ? 'prose-then-fence' : rule
}

function partsOf(
  { text }: Layout,
  part: BodyPart,
  { frame, titleRange }: { frame: Frame; titleRange: Range },
): readonly ShapePart[] {
  if (part.kind === 'block') return [{ kind: 'block', block: shapeOfBlock(part.block) }]
  if (part.kind === 'label') return [shapeOfLabel(part.label)]
  const { range } = part
  // A sentence with a link is the title and stays in the body.
  if (!contains(range, titleRange)) return markdownPart(dedented(text, range, frame))
  const before = dedented(text, { from: range.from, to: titleRange.from }, frame)
  const after = dedented(text, { from: titleRange.to, to: range.to }, frame)
  return [...markdownPart(before), ...markdownPart(after.replace(/^(?:\s*[.:。])?\s*/, ''))]
}

const markdownPart = (text: string): readonly ShapePart[] =>
  /[^\s>*_+:.,;)-]/.test(text) ? [{ kind: 'markdown', text }] : []

/** The lines of a range without their container, blank ends off. */
function dedented(text: string, range: Range, frame: Frame): string {
  const lines = linesOf(text, range)
  const first = lines[0] && range.from > lines[0].from ? { from: range.from, to: lines[0].to } : undefined
  const whole = first ? lines.slice(1) : lines
  const body = blockText(
    text,
    whole.map(({ from, to }) => ({ from, to: Math.min(to, range.to) })),
    frame,
  ).text
  const start = first ? `${text.slice(first.from, Math.min(first.to, range.to))}\n` : ''
  return (start + body)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

const shapeOfBlock = ({ language, actionWord, attributes, text, sample }: Block): ShapeBlock => ({
  language,
  actionWord,
  attributes: attributes.map(({ name, value }: Attribute) => ({ name, value })),
  text,
  sample,
})

function shapeOfLabel(label: Label): ShapePart {
  const { range: _, valueRange: __, ...content } = label
  const says = (value: { readonly [key: string]: Json | undefined }) => canonicalJson(value)
  switch (content.kind) {
    case 'undo': {
      const { block, ...rest } = content
      return { kind: 'label', says: says(rest), block: block && shapeOfBlock(block) }
    }
    case 'expect':
    case 'verify':
    case 'already-done-if': {
      const { kind, check } = content
      return check.kind === 'command'
        ? { kind: 'label', says: says({ kind, check: 'command' }), block: shapeOfBlock(check.block) }
        : { kind: 'label', says: says({ kind, check: { ...check } }), block: undefined }
    }
    case 'output':
      return { kind: 'label', says: says({ ...content, rule: { ...content.rule } }), block: undefined }
    case 'if-it-fails':
      return { kind: 'label', says: says({ ...content, policy: { ...content.policy } }), block: undefined }
    case 'timeout':
    case 'retry':
    case 'only-if':
    case 'for-each':
    case 'who':
    case 'takes':
    case 'evidence':
      return { kind: 'label', says: says({ ...content }), block: undefined }
  }
}
