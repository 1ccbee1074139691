import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ShellCheck } from '../../ports/shell-check.ts'
import { openShellCheck } from './shellcheck.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-shellcheck-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const library = join(base, 'library')
mkdirSync(library)

let made = 0

/** A program in place of ShellCheck that says what it is told, and keeps what it was given. */
function standIn(says: string, folder = base): { readonly program: string; readonly given: string } {
  const program = join(folder, `shellcheck-${made++}`)
  const given = `${program}.given`
  writeFileSync(
    program,
    `#!/bin/sh\n{ echo "$@"; pwd; /usr/bin/env; /bin/cat; } > '${given}'\ncat_says() { printf '%s' '${says}'; }\ncat_says\nexit 1\n`,
  )
  chmodSync(program, 0o755)
  return { program, given }
}

const opened = (program: string): ShellCheck => {
  const check = openShellCheck(program, library)
  if (!check) throw new Error('it was refused')
  return check
}

const said = (...comments: readonly object[]): string => JSON.stringify({ comments })
const source = { at: 0, dialect: 'bash', source: 'echo 😀 $x\nrm $y\n' } as const

describe('what it says', () => {
  test('is placed in the source, by characters', async () => {
    const { program } = standIn(
      said(
        { line: 1, column: 8, endLine: 1, endColumn: 10, code: 2086, message: 'Quote it.', level: 'info' },
        { line: 2, column: 4, endLine: 2, endColumn: 6, code: 2086, message: 'This too.', level: 'info' },
      ),
    )
    const notes = await opened(program).check(source)
    expect(notes.map(({ range }) => source.source.slice(range.from, range.to))).toEqual(['$x', '$y'])
    expect(notes[0]).toMatchObject({ code: 2086, message: 'Quote it.' })
  })

  const nonsense: Readonly<Record<string, string>> = {
    nothing: '',
    'no JSON': 'oops',
    'JSON of another form': '[1,2]',
    'a comment without a place': said({ code: 1, message: 'x' }),
    'a place outside the text': said({ line: 99, column: 1, code: 1, message: 'x' }),
    'names every object has': '{"__proto__":{"comments":[1]}}',
  }
  for (const [what, says] of Object.entries(nonsense))
    test(`is nothing when it is ${what}`, async () => {
      expect(await opened(standIn(says).program).check(source)).toEqual([])
    })
})

describe('how it is asked', () => {
  test('with the source on its input, without configuration, environment or folder of ours', async () => {
    const { program, given } = standIn(said())
    await opened(program).check(source)
    const [args = '', folder, ...rest] = readFileSync(given, 'utf8').split('\n')
    expect(args).toContain('--norc')
    expect(folder).toBe('/')
    expect(rest.join('\n')).toContain(source.source)
    expect(rest.join('\n')).not.toContain('HOME=')
  })

  test('not at all about zsh, which it does not know', async () => {
    const { program } = standIn(said({ line: 1, column: 1, endLine: 1, endColumn: 2, code: 1, message: 'x' }))
    expect(await opened(program).check({ ...source, dialect: 'zsh' })).toEqual([])
  })

  test('not when it lies in the library, also by a link', () => {
    const { program } = standIn(said(), library)
    const link = join(base, 'link')
    symlinkSync(program, link)
    expect(openShellCheck(program, library)).toBeUndefined()
    expect(openShellCheck(link, library)).toBeUndefined()
  })
})
