import { example } from './rule.ts'

/** What the rules of the profile `aws-well-architected` rest on. */
export const wellArchitected =
  'AWS Well-Architected OPS07-BP03, https://docs.aws.amazon.com/wellarchitected/latest/framework/ops_ready_to_support_use_runbooks.html'

/** The fields of the template's table, with the values the examples of the rule pages have. */
const filledIn = {
  'Runbook ID': 'WEB-1',
  Description: 'Restarts the web service, so that pages are served again',
  'Tools Used': 'kubectl',
  'Special Permissions': 'operator of the cluster',
  'Runbook Author': 'Ada',
  'Last Updated': '2025-11-02',
  'Escalation POC': 'Grace',
}

type TemplateField = keyof typeof filledIn

/** A runbook made from the template, the given fields left empty, with `lines` below its table. */
export function templateExample(empty: readonly TemplateField[], ...lines: readonly string[]): string {
  const values = Object.entries(filledIn).map(([field, value]) =>
    empty.some((name) => name === field) ? ' ' : value,
  )
  return example(
    '# Restart the web service',
    '',
    '## Runbook Info',
    '',
    `| ${Object.keys(filledIn).join(' | ')} |`,
    `|${'---|'.repeat(values.length)}`,
    `| ${values.join(' | ')} |`,
    '',
    ...(lines.length > 0 ? lines : ['## Steps', '', '1. Restart it.']),
  )
}
