import type { Range } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import { linksIn } from '../links.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A link has no target: `[runbook]()`. */
export const emptyLink: Rule = {
  id: 'empty-link',
  summary: 'Every link leads somewhere.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A link has no target: `[runbook]()`.',
    bad: example('# Restart', '', '1. Open [the dashboard]().'),
    good: example('# Restart', '', '1. Open [the dashboard](https://dashboards.example.com/web).'),
    why: 'Its author meant to fill it in. The reader clicks and nothing happens.',
    source: 'CommonMark 0.31 §6.3',
  },
  check: ({ lines }) =>
    linksIn(lines).flatMap(({ href, range }) => (href === '' || href === '#' ? [defect(range)] : [])),
}

const defect = (range: Range): Defect => ({
  message: 'This link has no target.',
  remedy: 'Write the target, or take the brackets out.',
  range,
})
