import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { carryOut, makeBench, shell } from '../../../test/executor/bench.ts'
import type { SessionChange } from '../../run/session.ts'
import type { ShellDialect } from '../../shell/dialect.ts'
import { findProgram } from '../../executors/find-program.ts'

const bench = makeBench()
afterAll(() => bench.remove())
mkdirSync(join(bench.work, 'sub'))

type Case = {
  readonly source: string
  readonly assigns?: readonly string[]
  readonly ends: Partial<SessionChange> | 'nothing'
  readonly not?: readonly ShellDialect[]
}

const cases: Readonly<Record<string, Case>> = {
  'a variable and the directory': {
    source: 'A=1\ncd sub',
    assigns: ['A'],
    ends: { set: { A: '1' }, cwd: join(bench.work, 'sub'), unset: [] },
  },
  'only what was asked for': { source: 'A=1; B=2', assigns: ['A'], ends: { set: { A: '1' } } },
  'what was unset': { source: 'unset A', assigns: ['A'], ends: { set: {}, unset: ['A'] } },
  'a value of several lines with quotes and backslashes': {
    source: `A='x
"y" \\n '"'"' $(id) é
'`,
    assigns: ['A'],
    ends: { set: { A: `x\n"y" \\n ' $(id) é\n` } },
  },
  'an empty value': { source: 'A=', assigns: ['A'], ends: { set: { A: '' } } },
  'under set -u, with changed IFS and no clobber': {
    source: 'set -uC; IFS=x; A="axb"',
    assigns: ['A', 'NEVER'],
    ends: { set: { A: 'axb' }, unset: ['NEVER'] },
  },
  'reserved names are not carried': {
    source: 'PATH=/x:$PATH; LD_PRELOAD=; BASH_ENV=/x; KB_x=1; GIT_DIR=/x; https_proxy=x; A=1',
    assigns: ['PATH', 'LD_PRELOAD', 'BASH_ENV', 'KB_x', 'GIT_DIR', 'https_proxy', 'A'],
    ends: { set: { A: '1' }, unset: [] },
  },
  'names that are no names are not carried': {
    source: 'A=1',
    assigns: ['A', 'B;id', '-x'],
    ends: { set: { A: '1' } },
  },
  'a block that exits early': { source: 'A=1; exit 0; A=2', assigns: ['A'], ends: { set: { A: '1' } } },
  'a failing block leaves nothing': { source: 'A=1; false', assigns: ['A'], ends: 'nothing' },
  'a block with its own EXIT trap': {
    source: `trap 'echo bye' EXIT; A=1`,
    assigns: ['A'],
    ends: { set: { A: '1' } },
  },
  'a block that redefines printf and pwd': {
    source: 'printf() { :; }; pwd() { :; }; A=1',
    assigns: ['A'],
    ends: { set: { A: '1' }, cwd: bench.work },
  },
  'lists are not carried': {
    source: 'A=(1 2); B=x',
    assigns: ['A', 'B'],
    ends: { set: { B: 'x' } },
    not: ['sh'],
  },
  'a subshell changes nothing': {
    source: '(A=2; cd sub); A=1',
    assigns: ['A'],
    ends: { set: { A: '1' }, cwd: bench.work },
  },
  'a value over 100 kB is not carried': {
    source: 'A=$(head -c 100001 /dev/zero | tr "\\0" x); B=1',
    assigns: ['A', 'B'],
    ends: { set: { B: '1' } },
  },
  'a block that becomes another program': { source: 'A=1; exec true', assigns: ['A'], ends: 'nothing' },
}

for (const dialect of ['bash', 'sh', 'zsh'] as const) {
  const missing = findProgram(dialect, process.env['PATH'] ?? '') === undefined
  describe.skipIf(missing)(`${dialect} hands on`, () => {
    for (const [title, { source, assigns = [], ends, not = [] }] of Object.entries(cases)) {
      test.skipIf(not.includes(dialect))(title, async () => {
        const { session } = await carryOut(bench, bench.attempt(shell(source, { dialect, assigns })))
        if (ends === 'nothing') expect(session).toBeUndefined()
        else expect(session).toMatchObject(ends)
        if (ends !== 'nothing' && ends.set) expect(session?.set).toEqual(ends.set)
      })
    }

    test('what was handed on is there in the next block', async () => {
      const session = {
        cwd: '',
        set: { A: '$(id)\n', PATH: '/nowhere', LD_PRELOAD: '/x.so' },
        unset: ['LANG'],
      }
      const source = 'printf "%s|%s|%s" "$A" "${LANG-none}" "${LD_PRELOAD-none}"; ls / >/dev/null'
      const outcome = await carryOut(bench, bench.attempt(shell(source, { dialect, session })))
      expect(outcome).toMatchObject({ end: { kind: 'exit', code: 0 }, stdout: '$(id)\n|none|none' })
    })

    test('no start file is read', async () => {
      const session = {
        cwd: '',
        set: { ENV: '/etc/passwd', BASH_ENV: '/etc/passwd', ZDOTDIR: '/etc' },
        unset: [],
      }
      const outcome = await carryOut(bench, bench.attempt(shell('echo ok', { dialect, session })))
      expect(outcome).toMatchObject({ stdout: 'ok\n', end: { kind: 'exit', code: 0 } })
    })
  })
}
