import { describe, expect, test } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { sourceOf } from '../text/source.ts'
import type { LintConfig } from './config.ts'
import { defaultConfig } from './config.ts'
import { fixFindings } from './fix.ts'
import { lintRunbook } from './lint.ts'
import { profiles } from './profile.ts'

const facts = { today: '2026-01-01', path: 'example.md' }

const found = (text: string, config: LintConfig = defaultConfig): readonly string[] =>
  lintRunbook(readRunbook(sourceOf(text), 'example.md'), facts, config).map(
    ({ rule, severity, range }) => `${text.slice(0, range.from).split('\n').length} ${severity} ${rule}`,
  )

const broken = '# Restart\n\n##Steps\n\n1. Open [it]().\n'

describe('configuration', () => {
  test('findings come in the order of the text', () => {
    expect(found(broken)).toEqual(['3 warning heading-without-space', '5 warning empty-link'])
  })
  test('a rule is switched off', () => {
    expect(found(broken, { ...defaultConfig, rules: { 'empty-link': 'off' } })).toEqual([
      '3 warning heading-without-space',
    ])
  })
  test('a rule is given another severity', () => {
    expect(found(broken, { ...defaultConfig, rules: { 'empty-link': 'error' } })).toContain(
      '5 error empty-link',
    )
  })
  test('a rule of a profile that is not on is switched on by name', () => {
    expect(found('# A\n\n# B\n', { profiles: [], rules: { 'several-titles': 'info' } })).toEqual([
      '3 info several-titles',
    ])
  })
  test('without a profile nothing is on', () => {
    expect(found(broken, { profiles: [], rules: {} })).toEqual([])
  })
  test.each(['no-such-rule', 'constructor', '__proto__'])('a rule that is none (%s) is a finding', (id) => {
    const config = { ...defaultConfig, rules: JSON.parse(`{${JSON.stringify(id)}: "off"}`) }
    expect(found('# A\n', config)).toEqual(['1 warning unknown-rule'])
  })
})

describe('the profile aws-well-architected', () => {
  const table = '## Runbook Info\n\n| Runbook ID | Escalation POC |\n|---|---|\n| WEB-1 | |\n'
  test('is on for a runbook made from the template', () => {
    expect(found(`# A\n\n${table}\n1. Restart.\n`)).toContain('3 warning missing-escalation')
  })
  test('is not on for any other', () => {
    expect(found('# A\n\n1. Restart.\n')).toEqual([])
  })
})

describe('suppression', () => {
  const link = '1. Open [it]().\n'
  test('of the next line', () => {
    const comment = '<!-- kneeboard-disable-next-line empty-link: filled in by the site -->\n'
    expect(found(`# A\n\n${comment}${link}2. Open [it]().\n`)).toEqual(['5 warning empty-link'])
  })
  test('of the whole file', () => {
    expect(found(`# A\n\n${link}\n<!-- kneeboard-disable empty-link: filled in by the site -->\n`)).toEqual(
      [],
    )
  })
  test('of several rules', () => {
    expect(
      found(`${broken}\n<!-- kneeboard-disable empty-link, heading-without-space: a test -->\n`),
    ).toEqual([])
  })
  test('of a whole block', () => {
    const block = '```sh\necho a\necho “b”\n```\n'
    const comment = '<!-- kneeboard-disable-next-line smart-quotes-in-shell: the site needs them -->\n'
    expect(found(`# A\n\nDo this:\n\n${block}`)).toEqual(['7 error smart-quotes-in-shell'])
    expect(found(`# A\n\nDo this:\n\n${comment}${block}`)).toEqual([])
  })
  test.each([
    '<!-- kneeboard-disable-next-line empty-link -->',
    '<!-- kneeboard-disable-next-line empty-link: -->',
  ])('without a reason has no effect: %s', (comment) => {
    expect(found(`# A\n\n${comment}\n${link}`)).toEqual([
      '3 warning suppression-without-reason',
      '4 warning empty-link',
    ])
  })
  test('of a rule that is none is a finding', () => {
    expect(found('# A\n\n<!-- kneeboard-disable emty-link: a slip -->\n')).toEqual(['3 warning unknown-rule'])
  })
  test('inside a fence is text', () => {
    const shown = '```html\n<!-- kneeboard-disable empty-link: shown -->\n```\n'
    expect(found(`# A\n\n${shown}\n${link}`)).toContain('7 warning empty-link')
  })
})

describe('fixes', () => {
  const fix = (text: string): string =>
    fixFindings(
      sourceOf(text),
      (source) => lintRunbook(readRunbook(source, 'example.md'), facts, defaultConfig),
      'safe',
    ).source.text
  test.each([
    ['##Steps\n', '## Steps\n'],
    ['# A\n\nRun:\n\n```sh\necho “a”\n```\n', '# A\n\nRun:\n\n```sh\necho "a"\n```\n'],
    ['# A\n\nRun:\n\n```sh\nls \\ \n  -l\n```\n', '# A\n\nRun:\n\n```sh\nls \\\n  -l\n```\n'],
    ['# A\n\n1. Run:\n```sh\nls\n```\n2. Look.\n', '# A\n\n1. Run:\n   ```sh\n   ls\n   ```\n2. Look.\n'],
    ['# A\n\nRun:\n\n```sh\nls\u00A0-l\n```\n', '# A\n\nRun:\n\n```sh\nls -l\n```\n'],
  ])('%j becomes %j, and stays it', (text, wanted) => {
    expect(fix(text)).toBe(wanted)
    expect(fix(wanted)).toBe(wanted)
  })
})

describe('hostile text takes no longer than its length', () => {
  test.each([
    ['brackets', '['.repeat(40_000)],
    ['link openings', '[a]('.repeat(40_000)],
    ['comments that do not end', '<!-- kneeboard-disable x: '.repeat(20_000)],
    ['hashes', '#'.repeat(100_000)],
    ['backticks', '`'.repeat(60_000)],
    ['fences', '```\n'.repeat(20_000)],
    ['here-documents', `\`\`\`sh\n${'cat <<A\n'.repeat(5_000)}\`\`\`\n`],
    ['items', '1.\n'.repeat(9_000)],
    ['quotes', '> '.repeat(20_000)],
    ['equal signs', 'token='.repeat(20_000)],
    ['letters', 'a'.repeat(200_000)],
  ])('%s', (_, text) => {
    const runbook = readRunbook(sourceOf(text), 'example.md')
    const before = performance.now()
    lintRunbook(runbook, facts, { profiles, rules: {} })
    expect(performance.now() - before).toBeLessThan(4_000)
  })
})
