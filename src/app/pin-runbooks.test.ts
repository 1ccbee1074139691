import { describe, expect, it } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { hash } from '../hash/sha256.ts'
import { sourceOf } from '../text/source.ts'
import type { App } from './app.ts'
import { pinRunbooks } from './pin-runbooks.ts'

/** A library in memory: what is asked of it here is to read files and say where their text stands. */
const library = (files: Readonly<Record<string, string>>): App => {
  const read = (path: string) => {
    const text = files[path]
    return Promise.resolve(
      text === undefined
        ? { kind: 'refused', why: `there is no ${path}`, remedy: '' }
        : { kind: 'file', path, bytes: new TextEncoder().encode(text) },
    )
  }
  const version = () => Promise.resolve({ kind: 'unversioned' })
  return { access: { kind: 'owner' }, library: { read, version } } as unknown as App
}

const linked = (title: string, ...links: readonly string[]): string =>
  `# ${title}\n\n## Steps\n\n${links.map((link, at) => `${at + 1}. [There](${link})\n`).join('')}`

const pins = (files: Readonly<Record<string, string>>, top: string) =>
  pinRunbooks(library(files), {
    kind: 'runbook',
    path: top,
    runbook: readRunbook(sourceOf(files[top] ?? ''), top),
    documentHash: hash('document', ''),
    executableHash: hash('executable', ''),
  })

describe('the runbooks a plan holds fast', () => {
  it('are all that are carried out from here, and from those', async () => {
    const files = {
      'a.md': linked('A', 'sub/b.md', 'gone.md'),
      'sub/b.md': linked('B', '../c.md#steps'),
      'c.md':
        '# C\n\n## Parameters\n\n| Name | Type |\n|---|---|\n| host | string |\n\n## Steps\n\n1. Look.\n',
    }
    const pinned = await pins(files, 'a.md')
    expect(pinned).toMatchObject({
      pinned: { 'sub/b.md': { text: files['sub/b.md'] }, 'c.md': { parameters: ['host'] } },
    })
    expect('pinned' in pinned && Object.keys(pinned.pinned)).toEqual(['sub/b.md', 'c.md'])
  })

  it('make no circle', async () => {
    const files = { 'a.md': linked('A', 'b.md'), 'b.md': linked('B', 'c.md'), 'c.md': linked('C', 'b.md') }
    expect(await pins(files, 'a.md')).toMatchObject({
      why: 'these runbooks carry out each other in a circle: b.md → c.md → b.md',
    })
  })

  it('may each be carried out more than once', async () => {
    const files = {
      'a.md': linked('A', 'b.md', 'c.md'),
      'b.md': linked('B', 'c.md'),
      'c.md': '# C\n\n1. Look.\n',
    }
    const pinned = await pins(files, 'a.md')
    expect('pinned' in pinned && Object.keys(pinned.pinned)).toEqual(['b.md', 'c.md'])
  })

  it('do not lie outside the library', async () => {
    expect(
      await pins({ 'a.md': linked('A', '../../etc/passwd.md', 'https://x.example/b.md') }, 'a.md'),
    ).toEqual({
      pinned: {},
    })
  })
})
