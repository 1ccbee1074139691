import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runNumber } from '../../../test/conformance/run.ts'
import type { Upstream } from '../../../test/servers/git.ts'
import { makeUpstream, mirrorOf } from '../../../test/servers/git.ts'
import { openCheckouts } from './checkouts.ts'

const made: Upstream[] = []
afterAll(() => {
  for (const upstream of made) upstream.remove()
})

test("a run's folder has the files of its commit to the byte, links that stay inside, and no git", async () => {
  const text = '# A\r\n$Id$\n'
  const upstream = makeUpstream({
    'a.md': text,
    '.gitattributes': '*.md text eol=lf ident filter=evil working-tree-encoding=UTF-16\n',
    'tools/do.sh': '#!/bin/sh\necho done\n',
    'two\nlines.md': 'odd',
    '-rf.md': 'hyphen',
    'within.md': { link: 'tools/do.sh' },
    short: { link: 'tools' },
    'out.md': { link: '/etc/passwd' },
    'tools/up.md': { link: '../../../outside' },
    'tools/here': { link: '../tools' },
    'climb.md': { link: 'tools/here/../../../outside' },
  })
  made.push(upstream)
  upstream.git('update-index', '--chmod=+x', 'tools/do.sh')
  upstream.git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'may run')
  upstream.push()
  const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'))
  await mirror.fetch(0)
  // A filter of the person's own would be asked for by the commit's attributes.
  const trace = join(upstream.base, 'canary')
  execFileSync('git', [`--git-dir=${mirror.folder}`, 'config', 'filter.evil.smudge', `touch '${trace}'`])
  writeFileSync(join(mirror.folder, 'config.lock.not'), '')
  const checkouts = openCheckouts(join(upstream.base, 'checkouts'), mirror)
  const run = runNumber(1)
  const folder = await checkouts.make(run, upstream.git('rev-parse', 'HEAD'))
  expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe(text)
  expect(readFileSync(join(folder, 'two\nlines.md'), 'utf8')).toBe('odd')
  expect(readFileSync(join(folder, '-rf.md'), 'utf8')).toBe('hyphen')
  expect(statSync(join(folder, 'tools/do.sh')).mode & 0o111).not.toBe(0)
  expect(readlinkSync(join(folder, 'within.md'))).toBe('tools/do.sh')
  expect(readFileSync(join(folder, 'short', 'do.sh'), 'utf8')).toContain('echo done')
  for (const path of ['out.md', 'tools/up.md', 'climb.md', '.git'])
    expect(lstatSync(join(folder, path), { throwIfNoEntry: false })).toBeUndefined()
  expect(existsSync(trace)).toBe(false)
  expect(statSync(folder).mode & 0o077).toBe(0)
  expect(await checkouts.list()).toEqual([run])
  await checkouts.remove(run)
  expect(await checkouts.list()).toEqual([])
})
