import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRunbook } from '../src/document/read.ts'
import { stepsWithin } from '../src/document/step.ts'
import { lintRunbook } from '../src/lint/lint.ts'
import { offersOf } from '../src/plan/offer.ts'
import { sourceOf } from '../src/text/source.ts'

/** The guide to the format teaches by examples: each that is a whole runbook is as the guide says. */
const guide = readFileSync(join(import.meta.dirname, '../docs/format.md'), 'utf8')
const examples = [...guide.matchAll(/^```markdown\n(# (.*)\n[\s\S]*?)^```$/gm)].map(
  ([, text = '', title = '']) => ({ title, runbook: readRunbook(sourceOf(text), 'example.md') }),
)

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4)
})

describe.each(examples)('“$title”', ({ title, runbook }) => {
  test('has nothing the linter would say of a runbook for publication', () => {
    const facts = { today: '2026-03-01', path: 'example.md', files: new Set<string>() }
    expect(lintRunbook(runbook, facts, { profiles: ['default', 'strict'], rules: {} })).toEqual([])
  })

  test('has the title and the steps it shows', () => {
    expect(runbook.title.text).toBe(title)
    expect([...stepsWithin(runbook.steps)].length).toBeGreaterThan(2)
  })

  test('offers every command it shows', () => {
    for (const [block, offer] of offersOf(runbook, new Set()))
      expect([block.text, offer.kind]).toEqual([block.text, 'offered'])
  })
})

test('the guide has the sections that findings cite', () => {
  const cited = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
  for (const section of cited) expect(guide).toMatch(new RegExp(`^## ${section}\\. `, 'm'))
})
