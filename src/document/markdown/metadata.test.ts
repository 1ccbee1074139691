import { expect, test } from 'vitest'
import { sourceOf } from '../../text/source.ts'
import { readMarkdown } from './read.ts'

const read = (...lines: string[]) => readMarkdown(sourceOf(lines.join('\n')), 'folder/restart-api.md')

/** Field by field what the document says of itself. */
const values = (...lines: string[]) =>
  Object.fromEntries(Object.entries(read(...lines).metadata).map(([field, value]) => [field, value.text]))

test('frontmatter gives fields under their many names', () => {
  const given = [
    '---',
    'runbook_id: R1',
    'owner_slack: "#team"',
    'last_reviewed_on: 2026-01-02',
    'review_in: 6 months',
    'tags: [a, b]',
    'layout: x',
    '---',
  ]
  expect(values(...given)).toEqual({
    id: 'R1',
    owner: '#team',
    reviewed: '2026-01-02',
    reviewIn: '6 months',
    tags: 'a, b',
  })
  expect(read(...given).metadata.tags?.items).toEqual(['a', 'b'])
})

test('a value knows where it stands', () => {
  const { metadata, source } = read('---', 'owner: the team', '---', '# T')
  const { range } = metadata.owner ?? {}
  expect(range && source.text.slice(range.from, range.to)).toBe('the team')
})

test('a table with one row under a header of keys', () => {
  const given = [
    '# T',
    '## Runbook Info',
    '| Runbook ID | Escalation POC | Tools Used |',
    '|--|--|--|',
    '| R1 | Ann \\| Bob | |',
  ]
  expect(values(...given)).toEqual({ id: 'R1', escalation: 'Ann | Bob' })
})

test('a table of keys and values', () => {
  expect(values('| Title | Block it |', '|:--:|:--|', '| **Author** | Ann |', '| Colour | red |')).toEqual({
    title: 'Block it',
    author: 'Ann',
  })
})

test('lines in paragraphs, bullets and quotes', () => {
  expect(
    values(
      '# T',
      '**Owner:** Ann',
      '**Status**: draft',
      '',
      '> Severity: high',
      '',
      '- **Last Updated:** today',
    ),
  ).toEqual({
    owner: 'Ann',
    status: 'draft',
    severity: 'high',
    updated: 'today',
  })
})

test('lines after the second heading are text', () => {
  expect(values('# T', '## Steps', 'Owner: Ann')).toEqual({})
})

test('frontmatter has authority, and a disagreement is a finding', () => {
  const { metadata, problems } = read('---', 'owner: Ann', '---', '# T', 'Owner: Bob')
  expect(metadata.owner).toMatchObject({
    text: 'Ann',
    from: 'frontmatter',
    disagreeing: [{ text: 'Bob', from: 'line' }],
  })
  expect(problems).toMatchObject([{ code: 'metadata-disagreement' }])
})

test('a duplicate key is a finding and the last holds', () => {
  const { metadata, problems } = read('---', 'owner: Ann', 'owner: Bob', '---', '# T')
  expect(metadata.owner?.text).toBe('Bob')
  expect(problems).toMatchObject([{ code: 'frontmatter-duplicate-key' }])
})

test('bad YAML is a finding, and the rest of the file is read', () => {
  const { problems, title } = read('---', 'a: [1', 'b: "', '---', '# T')
  expect(problems.map(({ code }) => code)).toEqual(['frontmatter-invalid'])
  expect(title.text).toBe('T')
})

test('an outcome section is the outcome', () => {
  expect(values('# T', '## Desired outcome', 'The service answers again.')).toEqual({
    outcome: 'The service answers again.',
  })
})

test('the title is the H1, a templated one is skipped, then frontmatter, then the name of the file', () => {
  expect(read('# 1. 🚀 Restart *it*').title).toMatchObject({ text: 'Restart it', from: 'heading' })
  expect(read('---', 'title: From above', '---', '# <%= title %>').title).toMatchObject({
    text: 'From above',
    from: 'frontmatter',
  })
  expect(read('words').title).toEqual({ text: 'restart-api', from: 'file-name' })
})

test('a table of parameters', () => {
  const { parameters, problems } = read(
    '# T',
    '## Parameters',
    '| Name | Description | Type | Default | Allowed | Required |',
    '|--|--|--|--|--|--|',
    '| host | where | string | | /[a-z]+/ | yes |',
    '| size | how large | choice | small | small, large | no |',
    '| key | | secret | x | | |',
    '| a b | | | | | |',
  )
  expect(parameters).toMatchObject([
    { name: 'host', type: 'string', pattern: '[a-z]+', allowed: [], required: true },
    { name: 'size', type: 'choice', default: 'small', allowed: ['small', 'large'], required: false },
    { name: 'key', type: 'secret' },
  ])
  expect(parameters[2]).not.toHaveProperty('default')
  expect(problems).toMatchObject([{ code: 'parameter-table-invalid' }])
})

test('parameters in frontmatter', () => {
  const { parameters } = read(
    '---',
    'parameters:',
    '  host: { type: string, pattern: "[a-z]+" }',
    '  count: { type: integer, default: 3 }',
    '---',
  )
  expect(parameters).toMatchObject([
    { name: 'host', type: 'string', pattern: '[a-z]+', required: true },
    { name: 'count', type: 'integer', default: '3', required: false },
  ])
})
