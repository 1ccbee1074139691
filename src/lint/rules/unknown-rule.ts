import type { Range } from '../../text/range.ts'
import type { LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { nearMiss } from '../near-miss.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A rule that is switched on or off, in the configuration or in a comment, is no rule. */
export const unknownRule: Rule = {
  id: 'unknown-rule',
  summary: 'Configuration and comments name rules that exist.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A rule that is switched on or off, in the configuration or in a comment, is no rule.',
    bad: example(
      '# Restart',
      '',
      '<!-- kneeboard-disable-next-line emty-link: the address is filled in by the site -->',
      '1. Open the dashboard.',
    ),
    good: example(
      '# Restart',
      '',
      '<!-- kneeboard-disable-next-line empty-link: the address is filled in by the site -->',
      '1. Open [the dashboard]().',
    ),
    why: 'The finding that was meant is still reported, or still hidden.',
    source: 'format §11',
  },
  check: (context) => unknownIn(context),
}

/** One that stands in the configuration has no place in the file: it is reported at the top. */
function unknownIn({ config, suppressions, ruleIds }: LintContext): readonly Defect[] {
  const named = [
    ...Object.keys(config.rules).map((id) => ({ id, range: { from: 0, to: 0 } })),
    ...suppressions.flatMap(({ rules, range }) => rules.map((id) => ({ id, range }))),
  ]
  return named
    .filter(({ id }) => !ruleIds.has(id))
    .map(({ id, range }) => defect(id, range, nearMiss(id, ruleIds)))
}

const defect = (id: string, range: Range, meant: string | undefined): Defect => ({
  message: `There is no rule \`${id}\`${range.to === 0 ? ', which the configuration names' : ''}.`,
  remedy: meant ? `Write \`${meant}\`, if that is meant.` : 'Take it out, or correct the name.',
  range,
})
