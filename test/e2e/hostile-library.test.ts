import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * A stranger's checkout that has laid out everything a careless tool would start: security test 7. Opening, listing,
 * linting and dry-running it starts nothing but git and Node, and none of what lies in it.
 */
const entry = join(import.meta.dirname, '../../bin/kneeboard.js')
const base = realpathSync(mkdtempSync(join(tmpdir(), 'kb-hostile-')))
const checkout = join(base, 'checkout')
const canary = join(base, 'canary')
const traced = spawnSync('strace', ['-V']).status === 0

const evil = `#!/bin/sh\necho "$0" >> '${canary}'\n`
const evilScript = `require('node:fs').appendFileSync(${JSON.stringify(canary)}, 'node\\n')\n`

const runbook = `---
title: <%= \`touch ${canary}\` %>
owner: "{{ \`touch ${canary}\` }}"
inventory: ./evil.sh
actions: [./action.js]
parameters:
  host:
    default: $(touch ${canary})
    pattern: ./evil.sh
---
# Restart $(touch ${canary})

<%= %x(touch ${canary}) %>

1. Restart it, and look whether that was done:

   \`\`\`sh {auto uses=./evil.sh}
   ./evil.sh; touch ${canary}
   \`\`\`

   - Already done if:

     \`\`\`sh
     touch ${canary}
     \`\`\`

   - Only if: params.host == "a" && steps["x"].matches("(a+)+$")
   - Output: out = /(a+)+$/

2. Ask the inventory:

   \`\`\`yaml notify {auto}
   command: ./evil.sh
   template: {{ constructor.constructor("touch ${canary}") }}
   \`\`\`

3. In a script:

   \`\`\`python {auto}
   import os; os.system("touch ${canary}")
   \`\`\`

4. Carry out [another](./evil.sh) and [one more](../outside.md).
`

beforeAll(() => {
  const files: Readonly<Record<string, string>> = {
    'runbook.md': runbook,
    'plain.md': '# Restart\n\n1. Restart it:\n\n   ```sh {auto}\n   ./evil.sh\n   ```\n',
    'evil.sh': evil,
    'bin/git': evil,
    'bin/node': evil,
    'node_modules/.bin/git': evil,
    'node_modules/.bin/shellcheck': evil,
    'node_modules/kneeboard-action-evil/index.js': evilScript,
    'node_modules/kneeboard-action-evil/package.json': '{"main":"index.js"}',
    'action.js': evilScript,
    'kneeboard.config.js': evilScript,
    '.kneeboard/config.js': evilScript,
    '.kneeboard/journal.sqlite': 'not a journal',
    'state/kneeboard/version': '1\n',
    '.bashrc': evil,
    '.profile': evil,
    '.bash_profile': evil,
    '.zshenv': evil,
    '.envrc': evil,
    '.npmrc': `script-shell=${join(checkout, 'evil.sh')}\n`,
    '.shellcheckrc': 'external-sources=true\n',
    '.gitattributes': '*.md filter=evil diff=evil\n',
    'package.json': JSON.stringify({ scripts: { prepare: './evil.sh' }, type: 'commonjs' }),
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), text)
    chmodSync(join(checkout, path), 0o755)
  }
  writeFileSync(join(base, 'outside.md'), '# Outside\n')
  mkdirSync(join(base, 'home'))
  makeRepository()
})

/** A repository whose own configuration names a program wherever git would start one. */
function makeRepository(): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: checkout,
      stdio: 'ignore',
    })
  git('init', '-q', '-b', 'main')
  git('add', '-f', '.')
  git('commit', '-q', '-m', 'one')
  const program = join(checkout, 'evil.sh')
  for (const key of [
    'core.fsmonitor',
    'core.pager',
    'core.editor',
    'core.sshCommand',
    'core.askPass',
    'core.alternateRefsCommand',
    'credential.helper',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'gpg.program',
  ])
    git('config', key, program)
  git('config', 'alias.rev-parse', `!${program}`)
  const hooks = join(checkout, '.git/hooks')
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc'])
    writeFileSync(join(hooks, hook), evil, { mode: 0o755 })
}

afterAll(() => rmSync(base, { recursive: true, force: true }))

type Seen = { readonly exit: number | null; readonly said: string; readonly programs: readonly string[] }

/** Runs the command line in the checkout and gives the programs that were started, of all processes below it. */
function run(...args: readonly string[]): Seen {
  const log = join(base, 'trace')
  rmSync(log, { force: true })
  const command = [process.execPath, entry, ...args]
  const [program, ...rest] = traced
    ? ['strace', '-f', '-qq', '-e', 'trace=execve', '-o', log, ...command]
    : command
  const { status, stdout, stderr } = spawnSync(program ?? '', rest, {
    cwd: checkout,
    encoding: 'utf8',
    env: {
      // As `npx` and scripts of npm leave it: the checkout's own programs come first.
      PATH: `${join(checkout, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      HOME: join(base, 'home'),
      XDG_STATE_HOME: join(base, 'xdg-state'),
      XDG_CACHE_HOME: join(base, 'xdg-cache'),
    },
  })
  const lines = traced ? readFileSync(log, 'utf8').split('\n') : []
  const programs = lines.flatMap((line) => {
    const found = /execve\("((?:[^"\\]|\\.)*)".* = 0$/.exec(line)
    return found?.[1] === undefined ? [] : [found[1]]
  })
  return { exit: status, said: `${stdout}${stderr}`, programs }
}

const ours = (program: string): boolean =>
  !program.startsWith(base) && (basename(program) === 'git' || basename(program) === 'node')

const commands: readonly string[] = [
  'list',
  'list --json',
  'show runbook.md',
  'show runbook.md --explain',
  'show runbook.md --json',
  'show plain.md',
  'lint',
  'lint --format sarif --profile strict',
  'lint --fix',
  'run runbook.md --mode dry-run --param host=a',
  'run runbook.md --mode dry-run --json --param host=a',
]

describe.skipIf(!traced)('traced (needs strace)', { timeout: 60_000 }, () => {
  test.each(commands)('kneeboard %s starts nothing but git and Node', (command) => {
    const { exit, said, programs } = run(...command.split(' '))
    expect(said).not.toContain('Kneeboard itself went wrong')
    expect([0, 1, 2]).toContain(exit)
    // The trace works: it saw at least ourselves.
    expect(programs).toContain(process.execPath)
    expect(programs.filter((program) => !ours(program))).toEqual([])
    expect(existsSync(canary)).toBe(false)
  })

  test('a dry run of a runbook that would run says what would, and asks git alone', () => {
    const { exit, said, programs } = run('run', 'plain.md', '--mode', 'dry-run')
    expect(exit).toBe(0)
    expect(said).toContain('./evil.sh')
    expect(programs.some((program) => basename(program) === 'git')).toBe(true)
    expect(programs.filter((program) => !ours(program))).toEqual([])
    expect(existsSync(canary)).toBe(false)
  })

  test('the trace would see what is started', () => {
    const log = join(base, 'trace')
    const args = ['-f', '-qq', '-e', 'trace=execve', '-o', log, 'sh', '-c', join(checkout, 'evil.sh')]
    expect(spawnSync('strace', args).status).toBe(0)
    expect(readFileSync(log, 'utf8')).toContain(join(checkout, 'evil.sh'))
    expect(existsSync(canary)).toBe(true)
    rmSync(canary)
  })
})

describe('settings that name commands', { timeout: 60_000 }, () => {
  test('are refused, and nothing of them runs', () => {
    const settings = join(checkout, '.kneeboard.yaml')
    writeFileSync(settings, 'lint:\n  plugins: [./action.js]\ninventory: ./evil.sh\nshell: ./evil.sh\n')
    const { exit, said } = run('lint')
    rmSync(settings)
    expect(exit).toBe(2)
    for (const name of ['plugins', 'inventory', 'shell'])
      expect(said).toContain(`There is no setting ${name}.`)
    expect(existsSync(canary)).toBe(false)
  })
})

describe('records that came with the checkout', { timeout: 60_000 }, () => {
  test.each(['.kneeboard', 'state/kneeboard'])('%s is refused as a data folder', (folder) => {
    const { exit, said } = run('runs', '--data', join(checkout, folder))
    expect(exit).toBe(2)
    expect(said.replaceAll(/\s+/g, ' ')).toContain('is inside the checkout')
  })

  test('are not looked at when nothing is said', () => {
    expect(run('runs').exit).toBe(0)
    expect(readFileSync(join(checkout, '.kneeboard/journal.sqlite'), 'utf8')).toBe('not a journal')
  })
})
