import type { Metadata } from '../../document/metadata.ts'
import { metadataFields } from '../../document/metadata.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A field still holds the words of the template, such as `Your Name` or `Escalation Name`. */
export const templateNotFilledIn: Rule = {
  id: 'template-not-filled-in',
  summary: 'What the template asks for is filled in.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A field still holds the words of the template, such as `Your Name` or `Escalation Name`.',
    bad: example(
      '# Restart',
      '',
      '## Runbook Info',
      '',
      '| Runbook ID | Description | Tools Used | Special Permissions | Runbook Author | Last Updated | Escalation POC |',
      '|---|---|---|---|---|---|---|',
      '| WEB-1 | Restarts the service | kubectl | operator | Your Name | 2025-11-02 | Escalation Name |',
      '',
      '## Steps',
      '',
      '1. Restart it.',
    ),
    good: example(
      '# Restart',
      '',
      '## Runbook Info',
      '',
      '| Runbook ID | Description | Tools Used | Special Permissions | Runbook Author | Last Updated | Escalation POC |',
      '|---|---|---|---|---|---|---|',
      '| WEB-1 | Restarts the service | kubectl | operator | Ada | 2025-11-02 | Grace |',
      '',
      '## Steps',
      '',
      '1. Restart it.',
    ),
    why: 'It looks as if there were an owner and someone to call, and there is nobody.',
    source:
      'AWS Well-Architected OPS07-BP03, https://docs.aws.amazon.com/wellarchitected/latest/framework/ops_ready_to_support_use_runbooks.html',
  },
  check: ({ runbook }) => unfilledIn(runbook.metadata),
}

const asked: ReadonlySet<string> = new Set([
  'what is this runbook for? what is the desired outcome?',
  'your name',
  'escalation name',
  'tools',
  'permissions',
  'runbook title',
  'tbd',
  'todo',
  'name',
])

const unfilledIn = (metadata: Metadata): readonly Defect[] =>
  metadataFields.flatMap((field) => {
    const value = metadata[field]
    if (!value?.range || !asked.has(value.text.trim().toLowerCase())) return []
    return [
      {
        message: `\`${value.key}\` still says \`${value.text.trim()}\`.`,
        remedy: 'Write what is true of this runbook.',
        range: value.range,
      },
    ]
  })
