import { never } from '../../text/bug.ts'
import { roleOf } from '../markdown/heading.ts'
import { plainText } from '../markdown/inline.ts'
import { wholeLink } from '../markdown/title.ts'
import type { Intent, IntentOf, NewAttribute, NewBlock, NewStep } from './intent.ts'
import type { Shape, ShapeBlock, ShapePart, ShapeSection, ShapeStep } from './shape.ts'
import { insertStep, siblingOf, takeStep, withStep } from './shape-steps.ts'

/**
 * What a runbook should say once an intent is carried out; undefined when the intent names something that is not
 * there. Nothing here knows how it is written. A fix has no meaning but its text, so it is not asked for here.
 */
export function applyIntent(shape: Shape, intent: Exclude<Intent, { kind: 'apply-fix' }>): Shape | undefined {
  switch (intent.kind) {
    case 'set-metadata':
      return setMetadata(shape, intent)
    case 'add-parameter':
      return { ...shape, parameters: [...shape.parameters, intent.parameter] }
    case 'add-step':
      return addStep(shape, intent)
    case 'move-step':
      return moveStep(shape, intent)
    case 'remove-step':
      return takeStep(shape, intent.step)?.shape
    case 'rename-step':
      return renameStep(shape, intent)
    case 'set-block':
      return withBlock(shape, intent.block, (block) => ({ ...block, text: asBlockText(intent.text) }))
    case 'set-attribute':
      return withBlock(shape, intent.block, (block) => ({
        ...block,
        attributes: attributesWith(block.attributes, intent.attribute),
      }))
    case 'remove-attribute':
      return withBlock(shape, intent.block, (block) =>
        block.attributes.some(({ name }) => name === intent.name)
          ? { ...block, attributes: block.attributes.filter(({ name }) => name !== intent.name) }
          : undefined,
      )
    default:
      return never(intent)
  }
}

/** One line, white space folded, as every place gives it back. */
export const metadataText = ({ value }: IntentOf<'set-metadata'>): string =>
  (typeof value === 'string' ? value : value.join(', ')).replace(/[ \t]+/g, ' ').trim()

/** A title as a reader sees it. */
export const titleText = (markdown: string): string => plainText(markdown).replace(/[:.]$/, '').trim()

/** A block's text ends with a line feed or is empty. */
export const asBlockText = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

function setMetadata(shape: Shape, intent: IntentOf<'set-metadata'>): Shape {
  const text = metadataText(intent)
  const { field } = intent
  const written = { ...shape.metadata, [field]: { text, disagreeing: [] } }
  if (field === 'kind')
    return { ...shape, metadata: written, kind: /^playbook$/i.test(text) ? 'playbook' : 'runbook' }
  if (field !== 'title') return { ...shape, metadata: written }
  const title = shape.titledBy === undefined ? text : titleText(text)
  return {
    ...shape,
    title,
    // A heading is the title without any metadata that says so.
    metadata: shape.titledBy === undefined || shape.metadata.title ? written : shape.metadata,
    sections: shape.sections.map((section, index) =>
      index === shape.titledBy ? { ...section, title, role: roleOf(title) } : section,
    ),
  }
}

function addStep(shape: Shape, { step, place }: IntentOf<'add-step'>): Shape | undefined {
  const sibling = siblingOf(shape, place)
  const made = madeStep(step, sibling?.rule ?? 'ordered-list')
  return insertStep(shape, place, { step: made, section: newSection(made, sibling, shape) })
}

/** A numbered heading is a section as well as a step. */
function newSection(step: ShapeStep, sibling: ShapeStep | undefined, shape: Shape): readonly ShapeSection[] {
  if (sibling?.rule !== 'numbered-heading') return []
  const level = shape.sections.find(({ steps }) => steps.includes(sibling))?.level ?? 1
  return [{ id: '', title: step.title, level, role: roleOf(step.title), words: '', steps: [step] }]
}

function madeStep({ title, text, blocks }: NewStep, rule: string): ShapeStep {
  const words = wordsOf(text)
  const body: ShapePart[] = words === '' ? [] : [{ kind: 'markdown', text: words }]
  const link =
    body.length + blocks.length === 0 ? wholeLink({ text: title, lines: [{ at: 0, source: 0 }] }) : undefined
  return {
    id: '',
    title: titleText(title),
    rule,
    body: [...body, ...blocks.map((block): ShapePart => ({ kind: 'block', block: madeBlock(block) }))],
    steps: [],
    link: link?.href,
    opaque: [],
  }
}

const wordsOf = (text: string | undefined): string =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{2,}/g, '\n')
    .trim()

function madeBlock({ language, attributes, text }: NewBlock): ShapeBlock {
  const [first = '', second] = language.trim().split(/\s+/)
  return {
    language: first.toLowerCase(),
    actionWord: second,
    attributes,
    text: asBlockText(text),
    sample: false,
  }
}

function moveStep(shape: Shape, { step, place }: IntentOf<'move-step'>): Shape | undefined {
  const taken = takeStep(shape, step)
  if (!taken) return undefined
  const sibling = siblingOf(taken.shape, place)
  const rule = sibling?.rule ?? 'ordered-list'
  return insertStep(taken.shape, place, { step: { ...taken.step, rule }, section: taken.sections })
}

function renameStep(shape: Shape, { step: id, title: markdown }: IntentOf<'rename-step'>): Shape | undefined {
  const title = titleText(markdown)
  const renamed = withStep(shape, id, (step) => (step.title === '' ? undefined : { ...step, title }))
  return (
    renamed && {
      ...renamed,
      sections: renamed.sections.map((section) =>
        section.steps.some((step) => step.id === id && step.rule === 'numbered-heading')
          ? { ...section, title, role: roleOf(title) }
          : section,
      ),
    }
  )
}

function withBlock(
  shape: Shape,
  { step: id, index }: IntentOf<'set-block'>['block'],
  change: (block: ShapeBlock) => ShapeBlock | undefined,
): Shape | undefined {
  return withStep(shape, id, (step) => {
    let count = 0
    let found = false
    const body = step.body.map((part): ShapePart => {
      if (part.kind === 'markdown' || !part.block || count++ !== index) return part
      const block = change(part.block)
      found = block !== undefined
      return block ? { ...part, block } : part
    })
    return found ? { ...step, body } : undefined
  })
}

function attributesWith(
  attributes: readonly NewAttribute[],
  { name, value }: NewAttribute,
): readonly NewAttribute[] {
  const last = attributes.findLastIndex((attribute) => attribute.name === name)
  return last === -1
    ? [...attributes, { name, value }]
    : attributes.map((attribute, index) => (index === last ? { name, value } : attribute))
}
