import type { Defect } from '../finding.ts'
import type { TextLine } from '../lines.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A line begins with `#` marks and goes on without a space, so it is a paragraph and not a heading. */
export const headingWithoutSpace: Rule = {
  id: 'heading-without-space',
  summary: 'The marks of a heading are followed by a space.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A line begins with `#` marks and goes on without a space, so it is a paragraph and not a heading.',
    bad: example('# Restart', '', '##Steps', '', '1. Restart it.'),
    good: example('# Restart', '', '## Steps', '', '1. Restart it.'),
    why: 'The section does not exist: its steps belong to the one before, and links to it lead nowhere.',
    source: 'CommonMark 0.31 §4.2',
  },
  check: ({ lines }) => lines.flatMap((line) => (line.place === 'prose' ? defectIn(line) : [])),
}

/** One mark alone is more often a channel, a tag or an issue number: only two and more are certain. */
function defectIn({ text, range }: TextLine): readonly Defect[] {
  const marks = /^ {0,3}(#{2,6})[\p{L}\p{N}*`[]/u.exec(text)?.[1]
  if (!marks) return []
  const from = range.from + text.indexOf('#')
  const at = from + marks.length
  return [
    {
      message: `\`${marks}\` is not followed by a space, so this line is not a heading.`,
      remedy: 'Put a space after the marks.',
      range: { from, to: range.to },
      fix: {
        description: 'Insert the space',
        replacements: [{ range: { from: at, to: at }, text: ' ' }],
        safe: true,
      },
    },
  ]
}
