import type { Section } from '../../document/section.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A heading is two or more levels below the one before it. */
export const skippedHeadingLevel: Rule = {
  id: 'skipped-heading-level',
  summary: 'Headings go down one level at a time.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'A heading is two or more levels below the one before it.',
    bad: example('# Restart', '', '### Steps', '', '1. Restart it.'),
    good: example('# Restart', '', '## Steps', '', '1. Restart it.'),
    why: 'Screen readers and tables of contents show a section inside one that does not exist.',
    source: 'WCAG 2.2 technique G141',
  },
  check: ({ runbook }) => skippedIn(runbook.sections),
}

/** Bold lines (level 7) stand anywhere; a file may begin at any level. */
function skippedIn(sections: readonly Section[]): readonly Defect[] {
  const headings = sections.filter(({ level }) => level >= 1 && level <= 6)
  return headings.flatMap(({ level, heading, range }, index) => {
    const before = headings[index - 1]?.level
    if (before === undefined || level <= before + 1) return []
    return [
      {
        message: `This heading has level ${level} below one of level ${before}.`,
        remedy: `Write it with ${'#'.repeat(before + 1)}.`,
        range: heading ?? range,
      },
    ]
  })
}
