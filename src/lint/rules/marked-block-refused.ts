import { actionWords } from '../../action/action-block.ts'
import type { Block } from '../../document/block.ts'
import { attributeOf } from '../../document/block.ts'
import type { Offer } from '../../plan/offer.ts'
import { offersOf } from '../../plan/offer.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A block is marked `auto` or `run`, or names an action, and cannot be carried out as it stands. The finding says why. */
export const markedBlockRefused: Rule = {
  id: 'marked-block-refused',
  summary: 'A block that is marked to run can run.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A block is marked `auto` or `run`, or names an action, and cannot be carried out as it stands. The finding says why.',
    bad: example(
      '# Ask first',
      '',
      '1. Wait for it:',
      '',
      '   ```yaml wait',
      '   for: a little while',
      '   ```',
    ),
    good: example('# Ask first', '', '1. Wait for it:', '', '   ```yaml wait', '   for: 5m', '   ```'),
    why: 'It is shown for copying when its step is reached, and an unattended run stops there.',
    source: 'format §4',
  },
  // Judging every block once more is only worth it when one is marked.
  check: ({ runbook, facts, blocks }) =>
    blocks.some(({ block }) => isMarked(block))
      ? [...offersOf(runbook, facts.environment ?? new Set())].flatMap(([block, offer]) =>
          refusedIn(block, offer),
        )
      : [],
}

/** Reasons that have a rule of their own, and the one an author gives. */
const elsewhere: ReadonlySet<string> = new Set([
  'syntax',
  'undecidable-prompt',
  'inner-session',
  'empty',
  'manual',
  'not-a-command',
])

function refusedIn(block: Block, offer: Offer): readonly Defect[] {
  if (offer.kind !== 'copy-only' || !isMarked(block) || elsewhere.has(offer.why.code)) return []
  const { message, remedy, offset } = offer.why
  const end = block.text.indexOf('\n', offset)
  return [
    {
      message: sentence(`this block is marked to run and cannot: ${message}`),
      remedy: sentence(remedy),
      range: placeInBlock(block, { from: offset, to: end === -1 ? block.text.length : end }),
    },
  ]
}

const isMarked = (block: Block): boolean =>
  attributeOf(block, 'auto') !== undefined ||
  attributeOf(block, 'run') !== undefined ||
  (block.actionWord !== undefined && actionWords.includes(block.actionWord))

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
