import type { Block } from '../../document/block.ts'
import { bareShell } from '../bare-shell.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A word of a command begins with an en dash or an em dash, as a word processor makes of `-` or `--`. */
export const typographicDashInShell: Rule = {
  id: 'typographic-dash-in-shell',
  summary: 'Options of commands begin with the hyphen a shell knows.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A word of a command begins with an en dash or an em dash, as a word processor makes of `-` or `--`.',
    bad: example('# Restart', '', '1. Follow the log:', '', '   ```sh', '   journalctl –follow', '   ```'),
    good: example('# Restart', '', '1. Follow the log:', '', '   ```sh', '   journalctl --follow', '   ```'),
    why: 'The program does not see an option: it takes the word for a file name or an argument.',
    source: 'POSIX.1-2017 Base Definitions §12',
  },
  check: ({ shell }) => shell.flatMap(({ block }) => defectsIn(block)),
}

function defectsIn(block: Block): readonly Defect[] {
  return [...bareShell(block.text)].flatMap(({ character, offset }) => {
    if (character !== '–' && character !== '—') return []
    const word = /^[–—]{1,2}([A-Za-z][\w-]*)/.exec(block.text.slice(offset, offset + 60))
    if (!word || !/\s/.test(block.text[offset - 1] ?? '\n')) return []
    const dashes = word[0].length - (word[1]?.length ?? 0)
    const range = placeInBlock(block, { from: offset, to: offset + dashes })
    const text = word[1]?.length === 1 ? '-' : '--'
    return [
      {
        message: `\`${word[0]}\` begins with a typographic dash, which no program reads as an option.`,
        remedy: `Write \`${text}${word[1]}\`, if that is the option meant.`,
        range: placeInBlock(block, { from: offset, to: offset + word[0].length }),
        // Tools like find and terraform take long options with one hyphen: the author must look.
        fix: { description: `Write ${text}`, replacements: [{ range, text }], safe: false },
      },
    ]
  })
}
