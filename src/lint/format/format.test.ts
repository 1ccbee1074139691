import { describe, expect, test } from 'vitest'
import type { Finding } from '../finding.ts'
import { rules } from '../rules.ts'
import { formatGithub } from './github.ts'
import { formatJson } from './json.ts'
import type { LintedFile } from './linted.ts'
import { formatSarif } from './sarif.ts'
import { formatText } from './text.ts'

const finding: Finding = {
  rule: 'heading-without-space',
  severity: 'warning',
  message: '`##` is not followed by a space.',
  remedy: 'Put a space after the marks.',
  range: { from: 8, to: 15 },
  fix: {
    description: 'Insert the space',
    replacements: [{ range: { from: 10, to: 10 }, text: ' ' }],
    safe: true,
  },
}
const file: LintedFile = { path: 'a b/c.md', text: '# Title\n##Steps\n', findings: [finding] }
const hostile: LintedFile = {
  path: 'x\u001B[2J\r\n::error::y,z:%.md',
  text: '\u001B]0;owned\u0007\u202Etext\n',
  findings: [{ ...finding, message: 'a\u001B[31m\n::set-output name=x::y %', range: { from: 0, to: 5 } }],
}

describe('text', () => {
  test('place, severity, rule, message, the line, what to do, totals', () => {
    expect(formatText([file])).toBe(
      [
        'a b/c.md:2:1 warning heading-without-space `##` is not followed by a space. [fixable]',
        '    ##Steps',
        '    ^~~~~~~',
        '    Put a space after the marks.',
        '',
        '0 errors, 1 warning, 0 info in 1 file',
        '',
      ].join('\n'),
    )
  })
  test('a long line is cut around the finding', () => {
    const text = `${'a '.repeat(200)}HERE${' b'.repeat(200)}`
    const lines = formatText([
      { path: 'x.md', text, findings: [{ ...finding, range: { from: 400, to: 404 } }] },
    ]).split('\n')
    expect(lines[1]).toContain('HERE')
    expect(lines[1]?.length).toBeLessThan(120)
    expect(lines[2]?.indexOf('^')).toBe(lines[1]?.indexOf('HERE'))
  })
  test('nothing to say is said', () => {
    expect(formatText([{ ...file, findings: [] }])).toBe('no findings in 1 file\n')
  })
  test('nothing of a file reaches the terminal as a command', () => {
    expect(formatText([hostile])).not.toMatch(/[^\P{Cc}\n]|\u202E/u)
  })
})

describe('json', () => {
  test('offsets, places and fixes stand beside each other', () => {
    expect(JSON.parse(formatJson([file]))).toEqual({
      schema: 'kneeboard.lint/1',
      counts: { error: 0, warning: 1, info: 0 },
      files: [
        {
          path: 'a b/c.md',
          findings: [{ ...finding, start: { line: 2, column: 1 }, end: { line: 2, column: 8 } }],
        },
      ],
    })
  })
})

describe('sarif', () => {
  const log = JSON.parse(formatSarif([file], rules, '1.2.3'))
  const run = log.runs[0]
  test('names its version, the tool and every rule once', () => {
    expect(log.version).toBe('2.1.0')
    expect(run.tool.driver).toMatchObject({ name: 'Kneeboard', version: '1.2.3' })
    expect(new Set(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).size).toBe(rules.length)
  })
  test('a result points at its rule, file and region', () => {
    const [result] = run.results
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe('heading-without-space')
    expect(result.level).toBe('warning')
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a%20b/c.md', uriBaseId: '%SRCROOT%', index: 0 },
      region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 8 },
    })
  })
  test('a fix is what it takes out and what it puts in', () => {
    expect(run.results[0].fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 3 },
        insertedContent: { text: ' ' },
      },
    ])
  })
  test('a file name that is not Unicode does not stop it', () => {
    expect(() => formatSarif([{ ...file, path: 'a\uD800.md' }], rules, '1')).not.toThrow()
  })
})

describe('github', () => {
  test('an annotation on the line', () => {
    expect(formatGithub([file])).toBe(
      '::warning file=a b/c.md,line=2,endLine=2,col=1,endColumn=8,title=heading-without-space::`##` is not followed by a space. Put a space after the marks.\n',
    )
  })
  test('nothing of a file becomes a command of its own', () => {
    const text = formatGithub([hostile])
    expect(text.trimEnd().split('\n')).toHaveLength(1)
    expect(text.match(/::/g)).toHaveLength(4)
    expect(text).not.toMatch(/[^\P{Cc}\n]/u)
  })
})
