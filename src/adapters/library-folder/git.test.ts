import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { gitRoot } from '../git/git.ts'
import { fileVersion } from './git.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-git-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

let made = 0

/** A checkout with one commit that holds `a.md` and `sub/-b.md`. */
function checkout(): string {
  const folder = join(base, String(made++))
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'a.md'), 'a\n')
  writeFileSync(join(folder, 'sub', '-b.md'), 'b\n')
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'add', '.')
  git(folder, 'commit', '-q', '-m', 'one')
  return folder
}

describe('where a text stands', () => {
  test('committed on a branch, also below the root and with a hyphen first', async () => {
    const folder = checkout()
    const commit = git(folder, 'rev-parse', 'HEAD')
    const committed = { kind: 'committed', commit, branch: 'main' }
    expect(await fileVersion(folder, 'a.md')).toEqual(committed)
    expect(await fileVersion(join(folder, 'sub'), '-b.md')).toEqual(committed)
  })

  test('committed without a branch', async () => {
    const folder = checkout()
    git(folder, 'checkout', '-q', '--detach')
    const commit = git(folder, 'rev-parse', 'HEAD')
    expect(await fileVersion(folder, 'a.md')).toEqual({ kind: 'committed', commit })
  })

  test('changed, new, or in a checkout without any commit', async () => {
    const folder = checkout()
    const commit = git(folder, 'rev-parse', 'HEAD')
    writeFileSync(join(folder, 'a.md'), 'changed\n')
    writeFileSync(join(folder, 'new.md'), 'new\n')
    expect(await fileVersion(folder, 'a.md')).toEqual({ kind: 'uncommitted', commit })
    expect(await fileVersion(folder, 'new.md')).toEqual({ kind: 'uncommitted', commit })
    const empty = join(base, 'empty')
    mkdirSync(empty)
    git(empty, 'init', '-q')
    expect(await fileVersion(empty, 'a.md')).toEqual({ kind: 'uncommitted' })
  })

  test('outside any checkout', async () => {
    const folder = mkdtempSync(join(base, 'plain-'))
    expect(gitRoot(folder)).toBeUndefined()
    expect(await fileVersion(folder, 'a.md')).toEqual({ kind: 'unversioned' })
  })
})

describe("a stranger's checkout runs nothing when it is asked", () => {
  /** A program that leaves a trace. */
  function canary(folder: string): { readonly program: string; readonly trace: string } {
    const trace = join(folder, 'canary')
    const program = join(folder, 'evil.sh')
    writeFileSync(program, `#!/bin/sh\necho ran >> '${trace}'\nexit 1\n`)
    chmodSync(program, 0o755)
    return { program, trace }
  }

  const settings: Readonly<Record<string, (program: string) => readonly (readonly [string, string])[]>> = {
    'a watcher': (program) => [['core.fsmonitor', program]],
    hooks: (program) => [['core.hooksPath', program]],
    'text conversion and filters': (program) => [
      ['diff.evil.textconv', program],
      ['diff.external', program],
      ['filter.evil.clean', program],
      ['filter.evil.smudge', program],
      ['filter.evil.process', program],
      ['filter.evil.required', 'true'],
    ],
    'pagers, editors and helpers': (program) => [
      ['core.pager', program],
      ['core.editor', program],
      ['core.askPass', program],
      ['credential.helper', program],
      ['gpg.program', program],
      ['core.alternateRefsCommand', program],
      ['alias.rev-parse', `!${program}`],
    ],
  }
  for (const [what, of] of Object.entries(settings)) {
    test(`configured with ${what}`, async () => {
      const folder = checkout()
      const { program, trace } = canary(folder)
      for (const [key, value] of of(program)) git(folder, 'config', key, value)
      writeFileSync(join(folder, '.gitattributes'), '*.md filter=evil diff=evil\n')
      expect((await fileVersion(folder, 'a.md')).kind).toBe('committed')
      expect(existsSync(trace)).toBe(false)
    })
  }

  test('and brings a git of its own, which npx has put first on the path', async () => {
    const folder = checkout()
    const { program, trace } = canary(folder)
    const bin = join(folder, 'node_modules/.bin')
    mkdirSync(bin, { recursive: true })
    renameSync(program, join(bin, 'git'))
    const path = process.env['PATH']
    for (const first of [bin, 'node_modules/.bin', '.']) {
      process.env['PATH'] = `${first}:${path}`
      expect((await fileVersion(folder, 'a.md')).kind).toBe('committed')
    }
    process.env['PATH'] = path
    expect(existsSync(trace)).toBe(false)
  })

  test('with objects missing and a remote that would bring them', async () => {
    const folder = checkout()
    const { program, trace } = canary(folder)
    const tree = git(folder, 'rev-parse', 'HEAD^{tree}')
    for (const [key, value] of [
      ['core.repositoryformatversion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', folder],
      ['remote.origin.uploadpack', program],
      ['protocol.file.allow', 'always'],
    ] as const)
      git(folder, 'config', key, value)
    rmSync(join(folder, '.git', 'objects', tree.slice(0, 2), tree.slice(2)))
    // The trap works: git itself, asked plainly, runs the program.
    expect(() => git(folder, 'rev-parse', '--verify', 'HEAD:./a.md')).toThrow()
    expect(existsSync(trace)).toBe(true)
    rmSync(trace)
    expect((await fileVersion(folder, 'a.md')).kind).toBe('uncommitted')
    expect(existsSync(trace)).toBe(false)
  })
})
