import type { MetadataField } from '../metadata.ts'

/** How people write the fields of format.md §1, after `normalKey`. */
const spellings: Readonly<Record<MetadataField, string>> = {
  id: 'id|runbook id|playbook id|document id',
  description: 'description|summary|about',
  outcome: 'outcome|desired outcome|goal|objective|purpose|objectives|goals',
  tools: 'tools|tools used|required tools|tools required|tooling',
  permissions:
    'permissions|special permissions|access|required permissions|permissions required|required access',
  author: 'author|runbook author|authors|written by|created by',
  owner:
    'owner|owning team|owners|team|owner slack|owner team|runbook owner|service owner|maintainer|maintainers|owned by|owner agent',
  updated:
    'updated|last updated|last update|last modified|last changed|date|modified|updated at|updated on|lastmod',
  reviewed:
    'reviewed|last reviewed|last reviewed on|reviewed on|last review|last verified|last verified at|last validated|review date',
  reviewIn:
    'review in|review every|review cycle|review period|review frequency|review interval|next review in',
  escalation:
    'escalation|escalation poc|escalation contact|escalation contacts|escalate to|escalation path|escalation point of contact|escalation policy',
  service: 'service|services|service name|system|application|component|affected service',
  severity: 'severity|sev|priority|alert severity|default severity',
  tags: 'tags|labels|keywords|categories',
  status: 'status|state|document status',
  kind: 'kind|document type|type',
  triggers: 'triggers|trigger',
  title: 'title|runbook title|runbook name|name|runbook',
}

const fields: ReadonlyMap<string, MetadataField> = new Map(
  Object.entries(spellings).flatMap(([field, names]) =>
    names.split('|').map((name) => [name, field as MetadataField] as const),
  ),
)

/** Keys that mean a field only in the frontmatter, or only in a table: elsewhere they are ordinary words. */
const onlyInFrontmatter = new Set([
  'date',
  'labels',
  'categories',
  'lastmod',
  'name',
  'state',
  'type',
  'about',
  'id',
  'runbook',
  'triggers',
  'trigger',
  'title',
])

export const normalKey = (key: string): string =>
  key.toLowerCase().replace(/[_-]+/g, ' ').replace(/[*`:]/g, '').replace(/\s+/g, ' ').trim()

export const fieldOfKey = (key: string): MetadataField | undefined => fields.get(normalKey(key))

/** The field a `Key: value` line names, where words like `Date` are too common to mean one. */
export const fieldOfLine = (key: string): MetadataField | undefined =>
  onlyInFrontmatter.has(normalKey(key)) ? undefined : fieldOfKey(key)
