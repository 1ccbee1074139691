import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

/** The ready-made action: its script, as the runner would start it, with inputs of every kind. */
const root = join(import.meta.dirname, '../..')
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { default: string }>
  runs: { steps: { name?: string; run?: string; uses?: string }[] }
}
const base = mkdtempSync(join(tmpdir(), 'kb-action-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const library = join(base, 'library')
mkdirSync(join(library, 'a b'), { recursive: true })
writeFileSync(join(library, 'good.md'), '# Restart\n\n1. Restart it.\n')
writeFileSync(join(library, 'a b', '-bad.md'), '# Restart\n\n1. Look at [the page]().\n')

function lint(inputs: Readonly<Record<string, string>>): { exit: number | null; out: string } {
  const script = action.runs.steps.find(({ name }) => name === 'Lint')?.run ?? 'exit 99'
  const of = (name: string) => inputs[name] ?? action.inputs[name]?.default ?? ''
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: library,
    encoding: 'utf8',
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: base,
      PATHS: of('paths'),
      LIBRARY: of('library'),
      PROFILE: of('profile'),
      FORMAT: of('format'),
      OUTPUT: of('output'),
      FAIL_ON: of('fail-on'),
      ENTRY: join(root, 'bin/kneeboard.js'),
    },
  })
  return { exit: status, out: `${stdout}${stderr}` }
}

describe('the action', { timeout: 60_000 }, () => {
  test('annotates, and fails by what it was told', () => {
    const found = lint({})
    expect(found.exit).toBe(0)
    expect(found.out).toContain('::warning file=a b/-bad.md,line=3')
    expect(lint({ 'fail-on': 'warning' }).exit).toBe(1)
    expect(lint({ 'fail-on': 'never' }).exit).toBe(0)
  })

  test('takes paths a line at a time, with spaces and hyphens', () => {
    const found = lint({ paths: 'good.md\na b/-bad.md\n', format: 'text' })
    expect(found.out).toContain('in 2 files')
    expect(lint({ paths: 'good.md', format: 'text' }).out).toContain('no findings in 1 file')
  })

  test('writes to a file', () => {
    const output = join(base, 'out.sarif')
    expect(lint({ format: 'sarif', output, 'fail-on': 'never' }).out).toBe('')
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ version: '2.1.0' })
  })

  test('fails on a wrong call, whatever it was told', () => {
    expect(lint({ format: 'loud', 'fail-on': 'never' }).exit).toBe(2)
    expect(lint({ paths: 'none.md', 'fail-on': 'never' }).exit).toBe(2)
  })

  test('reads no input as shell', () => {
    const canary = join(base, 'canary')
    for (const name of ['paths', 'library', 'profile', 'format', 'fail-on'])
      lint({ [name]: `$(touch ${canary}); touch ${canary} \`touch ${canary}\`` })
    expect(existsSync(canary)).toBe(false)
  })

  test('hands inputs to scripts as variables only, and pins what it uses', () => {
    for (const { run, uses } of action.runs.steps) {
      expect(run ?? '').not.toContain('${{')
      if (uses) expect(uses).toMatch(/@[0-9a-f]{40}$/)
    }
  })
})
