import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerDesk } from './desk.ts'
import { openDesk } from './desk.ts'

const windows = '\uFEFF# A\r\n\r\n1. Look at it.\r\n2. Tell it.\r\n'

let desk: ServerDesk
beforeAll(async () => {
  desk = await openDesk({ 'a.md': windows, 'b.md': '# B\n' })
})
afterAll(() => desk.close())

type Opened = { readonly text: string; readonly documentHash: string }
const open = async (path: string): Promise<Opened> =>
  (await (await desk.ask('GET', `/api/runbook?path=${path}`)).json()) as Opened
const save = (path: string, text: string, replaces: string): Promise<Response> =>
  desk.ask('PUT', '/api/runbook', { path, text, replaces })
const bytes = (path: string): string => readFileSync(join(desk.library, path), 'utf8')

test('what is saved unchanged has the same bytes', async () => {
  const { text, documentHash } = await open('a.md')
  expect(await (await save('a.md', text, documentHash)).json()).toEqual({ documentHash })
  expect(bytes('a.md')).toBe(windows)
})

test('lines nobody touched keep their endings', async () => {
  const { text, documentHash } = await open('a.md')
  const saved = await save('a.md', text.replace('Tell it.', 'Say it.'), documentHash)
  expect(saved.status).toBe(200)
  expect(bytes('a.md')).toBe(windows.replace('Tell it.', 'Say it.'))
  expect(((await saved.json()) as Opened).documentHash).toBe((await open('a.md')).documentHash)
})

test('nothing is written over what its writer has not seen', async () => {
  const { text, documentHash } = await open('b.md')
  writeFileSync(join(desk.library, 'b.md'), '# B, by somebody else\n')
  const refused = await save('b.md', `${text}\nMine.\n`, documentHash)
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({
    why: 'b.md has been changed by somebody else since it was opened',
  })
  expect(bytes('b.md')).toBe('# B, by somebody else\n')
})

test.each(['../out.md', '/etc/out.md', 'new.md', 'a.md/../../out.md'])(
  'only a file of the library that is there can be saved, not %s',
  async (path) => {
    expect((await save(path, 'mine', `sha256:${'0'.repeat(64)}`)).status).toBe(422)
  },
)
