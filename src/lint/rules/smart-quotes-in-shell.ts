import type { Block } from '../../document/block.ts'
import { bareShell } from '../bare-shell.ts'
import type { BareCharacter } from '../bare-shell.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A command holds typographic quotes (`“ ”`, `‘ ’`), as a word processor or a wiki puts them in. */
export const smartQuotesInShell: Rule = {
  id: 'smart-quotes-in-shell',
  summary: 'Commands are quoted with the quotes a shell knows.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A command holds typographic quotes (`“ ”`, `‘ ’`), as a word processor or a wiki puts them in.',
    bad: example('# Restart', '', '1. Say so:', '', '   ```sh', '   echo “restarting web”', '   ```'),
    good: example('# Restart', '', '1. Say so:', '', '   ```sh', '   echo "restarting web"', '   ```'),
    why: 'To a shell they are letters: what stands between them is split at spaces and expanded, and the quotes become part of the value.',
    source: 'POSIX.1-2017 Shell Command Language §2.2',
  },
  check: ({ shell }) => shell.flatMap(({ block }) => defectsIn(block)),
}

const straight: ReadonlyMap<string, string> = new Map([
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['‘', "'"],
  ['’', "'"],
])

/** One finding a line. The fix is safe when the line's quotes are even: an odd one may be an apostrophe. */
function defectsIn(block: Block): readonly Defect[] {
  const found = [...bareShell(block.text)].filter(({ character }) => straight.has(character))
  const lines = Map.groupBy(found, ({ offset }) => block.text.lastIndexOf('\n', offset))
  return [...lines.values()].map((quotes) => defectOf(block, quotes))
}

function defectOf(block: Block, quotes: readonly BareCharacter[]): Defect {
  const doubles = quotes.filter(({ character }) => straight.get(character) === '"').length
  const even = doubles % 2 === 0 && (quotes.length - doubles) % 2 === 0
  const replacements = quotes.map(({ character, offset }) => ({
    range: placeInBlock(block, { from: offset, to: offset + 1 }),
    text: straight.get(character) ?? character,
  }))
  const first = quotes[0]?.offset ?? 0
  return {
    message: `A shell does not read ${quotes[0]?.character ?? ''} as a quote.`,
    remedy: 'Write straight quotes.',
    range: placeInBlock(block, { from: first, to: (quotes.at(-1)?.offset ?? first) + 1 }),
    fix: { description: 'Write straight quotes', replacements, safe: even },
  }
}
