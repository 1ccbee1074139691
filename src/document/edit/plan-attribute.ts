import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import type { Attribute, Block } from '../block.ts'
import { limits } from '../markdown/limits.ts'
import { findBlock } from './find-step.ts'
import type { Drafts, IntentOf, NewAttribute, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import type { Layout } from './layout.ts'

/** Sets a word in a fence's braces, in the notation that stands there; without braces they are added. */
export function planSetAttribute(layout: Layout, intent: IntentOf<'set-attribute'>): Drafts | Refusal {
  const block = findBlock(layout, intent.block)
  if ('kind' in block) return block
  const { attribute } = intent
  const unfit = refusalOf(layout, block, attribute)
  if (unfit) return unfit
  const notation = notationOf(layout, block)
  const text = notation === 'json' ? jsonPair(attribute) : attributeText(attribute)
  const known = block.attributes.findLast(({ name }) => name === attribute.name)
  if (known) return draftsOf([{ range: known.range, text }])
  const braces = bracesOf(layout, block)
  if (!braces) {
    const at = block.info.from + slice(layout.text, block.info).trimEnd().length
    return draftsOf([{ range: { from: at, to: at }, text: ` {${text}}` }])
  }
  const inside = slice(layout.text, { from: braces.from + 1, to: braces.to - 1 })
  const last = block.attributes.at(-1)
  const at = last ? last.range.to : braces.from + 1 + inside.trimEnd().length
  const lead = last ? (notation === 'json' ? ', ' : ' ') : ''
  return draftsOf([{ range: { from: at, to: at }, text: `${lead}${text}` }])
}

/** Takes a word out of the braces, wherever it stands in them; empty braces go too. */
export function planRemoveAttribute(layout: Layout, intent: IntentOf<'remove-attribute'>): Drafts | Refusal {
  const block = findBlock(layout, intent.block)
  if ('kind' in block) return block
  const gone = block.attributes.filter(({ name }) => name === intent.name)
  if (gone.length === 0)
    return refused(`The block has no ${JSON.stringify(intent.name)}.`, 'There is nothing to remove.')
  const braces = bracesOf(layout, block)
  if (gone.length === block.attributes.length && braces) {
    const from =
      block.info.from + slice(layout.text, { from: block.info.from, to: braces.from }).trimEnd().length
    return draftsOf(
      [{ range: { from, to: braces.to }, text: '' }],
      gone.map(({ range }) => ({ range, text: '' })),
    )
  }
  return draftsOf(gone.map((attribute) => ({ range: withSeparator(layout, block, attribute), text: '' })))
}

/** The word and what parts it from the next one; from the one before it when it is the last. */
function withSeparator({ text }: Layout, block: Block, attribute: Attribute): Range {
  const next = block.attributes[block.attributes.indexOf(attribute) + 1]
  if (next) return { from: attribute.range.from, to: next.range.from }
  const lead = /[\s,]*$/.exec(text.slice(block.info.from, attribute.range.from))?.[0].length ?? 0
  return { from: attribute.range.from - lead, to: attribute.range.to }
}

/** How a word is written in braces: `name`, `name=value`, `name="a value"`. */
export function attributeText({ name, value }: NewAttribute): string {
  if (value === true) return name
  return /^[^\s"',}\\{]+$/.test(value) ? `${name}=${value}` : `${name}="${escaped(value)}"`
}

const jsonPair = ({ name, value }: NewAttribute): string =>
  `"${name}": ${value === true ? 'true' : `"${escaped(value)}"`}`

const escaped = (value: string): string => value.replace(/["\\]/g, String.raw`\$&`)

function refusalOf(layout: Layout, block: Block, { name, value }: NewAttribute): Refusal | undefined {
  if (block.fence === 'indented')
    return refused('An indented block has no place for attributes.', 'Write it with fences.')
  if (slice(layout.text, block.info).trim() === '')
    return refused('A block without a language has no place for attributes.', 'Name its language first.')
  if (!/^[A-Za-z_][\w.-]*$/.test(name))
    return refused(
      `${JSON.stringify(name)} cannot be the name of an attribute.`,
      'Use letters, digits and _.',
    )
  // oxlint-disable-next-line no-control-regex -- an info string is one line of text
  if (value !== true && /[\0-\u001f\u007f]/.test(value))
    return refused('The value has more than one line, or a control character.', 'Write it in one line.')
  if (value !== true && value.length > limits.title)
    return refused(`The value is longer than ${limits.title} characters.`, 'Put it into the block.')
  if (value !== true && block.fence === 'backtick' && value.includes('`'))
    return refused('A backtick cannot stand behind a fence of backticks.', 'Write the fence with ~~~ first.')
  return undefined
}

/** From the first brace to behind the last, as the reader finds them. */
function bracesOf({ text }: Layout, block: Block): Range | undefined {
  const info = slice(text, block.info)
  const open = info.indexOf('{')
  const close = info.lastIndexOf('}')
  return open === -1 || close < open
    ? undefined
    : { from: block.info.from + open, to: block.info.from + close + 1 }
}

function notationOf(layout: Layout, block: Block): 'words' | 'json' {
  const braces = bracesOf(layout, block)
  return braces && /^\{\s*"/.test(slice(layout.text, braces)) ? 'json' : 'words'
}
