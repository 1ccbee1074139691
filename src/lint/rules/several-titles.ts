import type { Section } from '../../document/section.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A second heading of the first level stands in the file. */
export const severalTitles: Rule = {
  id: 'several-titles',
  summary: 'The runbook has one heading of the first level.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'A second heading of the first level stands in the file.',
    bad: example('# Restart', '', '1. Restart it.', '', '# Stop', '', '1. Stop it.'),
    good: example('# Operate', '', '## Restart', '', '1. Restart it.', '', '## Stop', '', '1. Stop it.'),
    why: 'A reader, a table of contents and a search take the first one for the title of everything. Several procedures in one file are offered as a menu.',
    source: 'format §3',
  },
  check: ({ runbook }) =>
    runbook.sections
      .filter(({ level }) => level === 1)
      .slice(1)
      .map(defect),
}

const defect = ({ heading, range }: Section): Defect => ({
  message: 'This is another heading of the first level.',
  remedy: 'Give it a second `#`, or move it to a file of its own.',
  range: heading ?? range,
})
