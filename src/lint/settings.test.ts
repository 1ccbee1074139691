import { describe, expect, test } from 'vitest'
import type { LintConfig } from './config.ts'
import { readSettings } from './settings.ts'

const check = (
  what: string,
  text: string,
  config: Partial<LintConfig>,
  ...problems: readonly string[]
): void =>
  test(what, () => {
    const read = readSettings(text)
    expect(read.config).toEqual(config)
    expect(read.problems.map(({ message }) => message)).toEqual(problems)
  })

describe('settings of a library', () => {
  check('may be empty', '', {})
  check('may be a comment', '# later\n', {})
  check(
    'hold profiles, rules and the base of links',
    'lint:\n  profiles: [default, strict]\n  rules:\n    no-steps: off\n    empty-link: error\n  linkBase: docs/\n',
    {
      profiles: ['default', 'strict'],
      rules: { 'no-steps': 'off', 'empty-link': 'error' },
      linkBase: 'docs',
    },
  )
})

describe('what is not understood is said, and the rest holds', () => {
  check(
    'a key at the top',
    'commands: [rm]\nlint:\n  linkBase: docs\n',
    { linkBase: 'docs' },
    'There is no setting commands.',
  )
  check('a key below lint', 'lint:\n  plugins: [./evil.js]\n', {}, 'There is no setting plugins.')
  check('a rule', 'lint:\n  rules:\n    ghost: off\n', { rules: {} }, 'There is no setting ghost.')
  check('a severity', 'lint:\n  rules:\n    no-steps: loud\n', { rules: {} }, 'no-steps has no severity.')
  check('a profile', 'lint:\n  profiles: [loud]\n', { profiles: [] }, 'There is no profile loud.')
  check(
    'names every object has',
    'lint:\n  rules:\n    constructor: off\n    __proto__: off\n',
    { rules: {} },
    'There is no setting constructor.',
    'There is no setting __proto__.',
  )
  check(
    'a folder above the library',
    'lint:\n  linkBase: ../other\n',
    {},
    '`linkBase` must be a folder of the library.',
  )
  check('an absolute folder', 'lint:\n  linkBase: /etc\n', {}, '`linkBase` must be a folder of the library.')
  check('a list where keys should be', '- lint\n', {}, 'The file must hold keys and values.')
  check('text where a list should be', 'lint:\n  profiles: strict\n', {}, '`profiles` must be a list.')
  check('an alias', 'lint: &a\n  rules: *a\n', {}, '`rules` must hold a severity for each rule.')

  test('broken YAML, with the place', () => {
    const [problem] = readSettings('lint:\n  rules: [\n').problems
    expect(problem?.message).toMatch(/^This is not YAML/)
    expect(problem?.offset).toBeGreaterThan(0)
  })

  test('a place for each: the rule that is none', () => {
    const text = 'lint:\n  rules:\n    ghost: off\n'
    expect(readSettings(text).problems[0]?.offset).toBe(text.indexOf('ghost'))
  })

  test('a file that is too long, at once', () => {
    expect(readSettings('a: b\n'.repeat(40_000)).problems).toHaveLength(1)
  })
})
