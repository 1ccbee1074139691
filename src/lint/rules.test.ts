import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { sourceOf } from '../text/source.ts'
import { lintRunbook } from './lint.ts'
import { profiles } from './profile.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules.ts'

const facts = {
  today: '2026-01-01',
  path: 'runbooks/example.md',
  files: new Set(['runbooks/example.md', 'README.md']),
}

const idsFound = (text: string): readonly string[] =>
  lintRunbook(readRunbook(sourceOf(text), 'example.md'), facts, { profiles, rules: {} }).map(
    ({ rule }) => rule,
  )

/** What they find is too large for a page, or is known only from outside the text. */
const withoutExample = new Set([
  'file-too-large',
  'frontmatter-too-large',
  'inline-too-long',
  'nesting-too-deep',
  'not-validated',
  'shellcheck',
  'too-many-steps',
])

test('every file of rules/ is in the list, once, in order', () => {
  const files = readdirSync(new URL('./rules', import.meta.url)).map((name) => name.replace('.ts', ''))
  expect(rules.map(({ id }) => id)).toEqual(files.toSorted())
})

const named = (some: readonly Rule[]): [string, Rule][] => some.map((rule) => [rule.id, rule])

test.each(named(rules))('%s is documented in sentences', (_, { docs, summary, profiles }) => {
  for (const text of [summary, docs.what, docs.why]) expect(text).toMatch(/^[A-Z`{"].*[.]$/s)
  expect(docs.source).not.toBe('')
  expect(profiles).not.toEqual([])
})

describe.each(named(rules.filter(({ id }) => !withoutExample.has(id))))('%s', (id, { docs }) => {
  test('finds what its page says it finds', () => {
    expect(idsFound(docs.bad)).toContain(id)
  })
  test('is silent about what its page recommends', () => {
    expect(idsFound(docs.good)).not.toContain(id)
  })
})
