import type { Range } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A `kneeboard-disable` comment names no rule or gives no reason after a colon. It has no effect. */
export const suppressionWithoutReason: Rule = {
  id: 'suppression-without-reason',
  summary: 'Whoever switches a rule off says which one, and why.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A `kneeboard-disable` comment names no rule or gives no reason after a colon. It has no effect.',
    bad: example(
      '# Restart',
      '',
      '<!-- kneeboard-disable-next-line empty-link -->',
      '1. Open [the dashboard](https://dashboards.example.com).',
    ),
    good: example(
      '# Restart',
      '',
      '<!-- kneeboard-disable-next-line empty-link: the address is filled in by the site -->',
      '1. Open [the dashboard]().',
    ),
    why: 'A year later nobody knows whether the finding is still meant to be ignored.',
    source: 'format §11',
  },
  check: ({ suppressions }) =>
    suppressions.flatMap((each) =>
      each.reason === '' || each.rules.length === 0 ? [defect(each.range)] : [],
    ),
}

const defect = (range: Range): Defect => ({
  message: 'This comment switches nothing off: it needs a rule and a reason.',
  remedy: 'Write `<!-- kneeboard-disable-next-line rule-id: the reason -->`.',
  range,
})
