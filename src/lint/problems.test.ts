import { expect, test } from 'vitest'
import type { ProblemCode } from '../document/problem.ts'
import type { Runbook } from '../document/runbook.ts'
import { sourceOf } from '../text/source.ts'
import { defaultConfig } from './config.ts'
import { lintRunbook } from './lint.ts'

const codes = Object.keys({
  'frontmatter-invalid': 0,
  'frontmatter-duplicate-key': 0,
  'frontmatter-too-large': 0,
  'metadata-disagreement': 0,
  'unclosed-fence': 0,
  'parameter-table-invalid': 0,
  'duplicate-parameter': 0,
  'attribute-unknown': 0,
  'file-too-large': 0,
  'nesting-too-deep': 0,
  'too-many-steps': 0,
  'inline-too-long': 0,
} satisfies Record<ProblemCode, 0>)

const runbook = (problems: Runbook['problems']): Runbook => ({
  source: sourceOf('# Restart\n'),
  kind: 'runbook',
  title: { text: 'Restart', from: 'heading', range: { from: 2, to: 9 } },
  metadata: {},
  sections: [],
  parameters: [],
  steps: [],
  menus: [],
  problems,
  opaque: [],
})

test.each(codes)('what the reader noticed is a finding of the same name: %s', (name) => {
  const code = name as ProblemCode
  const problem = { code, range: { from: 0, to: 1 }, message: 'What.', remedy: 'Do.' }
  const found = lintRunbook(runbook([problem]), { today: '2026-01-01', path: 'a.md' }, defaultConfig)
  expect(found).toMatchObject([{ rule: name, message: 'What.', remedy: 'Do.', range: { from: 0, to: 1 } }])
})

test.each([
  ['none', 1],
  ['lapsed', 1],
  ['current', 0],
  [undefined, 0],
] as const)('a runbook whose validation is %s has %s findings about it', (validation, count) => {
  const facts = { today: '2026-01-01', path: 'a.md', ...(validation ? { validation } : {}) }
  const found = lintRunbook(runbook([]), facts, { profiles: [], rules: { 'not-validated': 'info' } })
  expect(found).toHaveLength(count)
})
