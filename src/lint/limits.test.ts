import { describe, expect, test } from 'vitest'
import { executableHash } from '../document/executable.ts'
import { leafOwners } from '../document/owners.ts'
import { readRunbook } from '../document/read.ts'
import { offersOf } from '../plan/offer.ts'
import { compilePattern } from '../plan/pattern.ts'
import { sourceOf } from '../text/source.ts'
import type { LintConfig } from './config.ts'
import { formatSarif } from './format/sarif.ts'
import { formatText } from './format/text.ts'
import { lintRunbook } from './lint.ts'
import { profiles } from './profile.ts'
import { rules } from './rules.ts'

// Security test 25, through everything `kneeboard lint` does with a file: no text throws, or takes longer than 2 s.

const config: LintConfig = { profiles, rules: {} }
const facts = { today: '2025-11-20', path: 'a.md', files: new Set(['a.md']), environment: new Set<string>() }

/** Milliseconds of processor time: the machine that runs the tests may be doing other things. */
const patienceMs = 2000

/** Everything lint, list and show do with a text; the rules that spoke, without repeats. */
function lookAt(text: string): readonly string[] {
  const runbook = readRunbook(sourceOf(text), 'a.md')
  leafOwners(runbook)
  executableHash(runbook)
  offersOf(runbook, new Set())
  const findings = lintRunbook(runbook, facts, config)
  formatText([{ path: 'a.md', text, findings }])
  formatSarif([{ path: 'a.md', text, findings }], rules, '1')
  return [...new Set(findings.map(({ rule }) => rule))]
}

const check = (name: string, text: string, ...expected: readonly string[]): void =>
  test(name, { timeout: 60_000 }, () => {
    const started = process.cpuUsage()
    const found = lookAt(text)
    const { user } = process.cpuUsage(started)
    for (const rule of expected) expect(found).toContain(rule)
    expect(user / 1000).toBeLessThan(patienceMs)
  })

const step = (...lines: readonly string[]): string =>
  `# Restart\n\n1. Restart it:\n\n   \`\`\`sh\n${lines.map((line) => `   ${line}`).join('\n')}\n   \`\`\`\n`

describe('Markdown that keeps parsers busy', () => {
  check('40,000 unclosed links', '[a]('.repeat(40_000), 'inline-too-long')
  check('40,000 unclosed images in a list', `1. ${'![a]('.repeat(40_000)}`, 'inline-too-long')
  check('40,000 unclosed emphases', `1. ${'*a **b '.repeat(20_000)}`, 'inline-too-long')
  check('quotes 10,000 deep', `${'>'.repeat(10_000)} a`, 'nesting-too-deep')
  check('lists 10,000 deep', `${'- '.repeat(10_000)}a`, 'nesting-too-deep')
  check('10,000 headings alike', '## Step 1\n'.repeat(10_000))
  check('10,000 links to headings', '# A\n\n' + '[a](#b)\n'.repeat(10_000), 'broken-heading-link')
  check('a line of a million characters', `1. ${'a'.repeat(1_000_000)}`, 'inline-too-long')
  check('more steps than anyone follows', `## Steps\n${'1. run x\n'.repeat(45_000)}`, 'too-many-steps')
  check('a file that is too large', 'a\n'.repeat(1_100_000), 'file-too-large')
})

describe('metadata that keeps parsers busy', () => {
  const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1\n`).join('')
  check('40,000 keys', `---\n${keys}---\n# A\n`, 'frontmatter-too-large')
  const bomb = Array.from(
    'bcdefghij',
    (key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]},`.repeat(9)}]\n`,
  )
  check('an alias bomb', `---\na: &a [${'x,'.repeat(9)}]\n${bomb.join('')}---\n# A\n`)
  check('flow lists 10,000 deep', `---\na: ${'['.repeat(10_000)}\n---\n# A\n`, 'frontmatter-invalid')
  check(
    'names every object has',
    '---\n__proto__: { polluted: 1 }\nconstructor: { prototype: 1 }\ntoString: 1\n---\n# A\n',
  )
  test('such names reach no object', () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

describe('blocks that keep parsers busy', () => {
  check('substitutions 10,000 deep', step('$('.repeat(10_000)), 'shell-syntax')
  check(
    '10,000 here-documents',
    step(...Array.from({ length: 10_000 }, (_, index) => `cat <<E${index}`)),
    'shell-syntax',
  )
  check('100,000 quotes', step(`echo ${'"'.repeat(99_999)}`), 'shell-syntax')
  check('2,000 placeholders', step(...Array.from({ length: 2_000 }, () => 'echo <a b>')))
  check('braces for a megabyte', step('{'.repeat(1_000_000)), 'shell-syntax')
})

describe('lines that keep patterns busy', () => {
  const lines: Readonly<Record<string, string>> = {
    'an almost-token': `token=${'a'.repeat(100_000)}`,
    'almost-tokens': 'token=aaaaaaaaaaaaaaaaaaaa"'.repeat(4_000),
    'schemes without end': 'https://a:'.repeat(10_000),
    'an almost-address': `${'a.'.repeat(50_000)}@`,
    'almost-comments': '<!-- kneeboard-disable '.repeat(4_000),
    'almost-links': ']( '.repeat(30_000),
    'brackets in brackets': `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    'spaces before nothing': `a${' '.repeat(100_000)}b`,
    backslashes: '\\'.repeat(100_000),
    'almost-labels': 'Already done if '.repeat(6_000),
    'almost-tables': '|'.repeat(100_000),
    'tags without end': '<a '.repeat(30_000),
  }
  for (const [what, line] of Object.entries(lines)) {
    check(`${what} in prose`, `# A\n\n1. ${line}\n`)
    check(`${what} in a block`, step(line))
    check(`${what} as a heading`, `# ${line}\n\n1. Do it.\n`)
  }
})

describe('patterns of a document', () => {
  for (const pattern of [
    '(a+)+$',
    '(a|aa)+$',
    '(.*)*$',
    '([a-zA-Z]+)*$',
    '(a|a?)+$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
  ]) {
    test(`${pattern} runs in linear time`, () => {
      const started = process.cpuUsage()
      const compiled = compilePattern(pattern, '')
      expect(compiled.kind).toBe('pattern')
      if (compiled.kind === 'pattern') compiled.whole(`${'a'.repeat(20_000)}!`)
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(patienceMs)
    })
  }
})
