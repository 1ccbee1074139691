import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRunId } from '../../src/run/id.ts'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from '../e2e/kneeboard.ts'
import { attacks, copyData, restoreBackup } from './attacks.ts'
import { filesHolding } from './files.ts'

const text =
  '# A\n\n## Steps\n\n1. Say it.\n\n   ```bash {auto}\n   echo said-it\n   export HELD=$(printf "only-%s" in-session)\n   ```\n'
const makeDesk = desksWith(() => ({ 'a.md': text }))

const verifier = join(import.meta.dirname, '../../docs/verify.mjs')
const place = (name: string): string => join(dirname(desk.folder), name)
const dataOf = (): string => place('data')
const kneeboard = (...args: readonly string[]) => inPipe(desk, ['--data', dataOf(), ...args])
const runIt = async () => runIn((await kneeboard('run', 'a.md', '--mode', 'unattended')).out)

/** The independent verifier, as somebody runs it who has only the export. */
function verify(folder: string, ...witness: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, folder, ...witness], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return { exit: status, out: stdout }
}

let desk: Desk
let first = ''
let run = parseRunId('')

beforeAll(async () => {
  desk = makeDesk()
  first = await runIt()
  copyData(dataOf(), place('backup'))
  run = parseRunId(await runIt())
  await kneeboard('note', String(run), 'seen-by-nobody-else')
  writeFileSync(place('graph.png'), 'not really a picture')
  await kneeboard('attach', String(run), place('graph.png'))
  writeFileSync(place('witness'), (await kneeboard('audit', 'tip')).out)
  copyData(dataOf(), place('whole'))
}, 120_000)

describe('an export', () => {
  it('holds what is needed to read and to check, and the independent verifier finds it good', async () => {
    expect(await kneeboard('export', String(run), '--to', place('one'))).toMatchObject({ exit: 0 })
    const inside = place(`one/runs/${run}`)
    expect(readdirSync(place('one')).toSorted()).toEqual([
      'README.md',
      'ledger.jsonl',
      'manifest.json',
      'runs',
    ])
    expect(readdirSync(inside).toSorted()).toEqual([
      'attachments',
      'blobs',
      'document.md',
      'journal.jsonl',
      'logs',
      'plan.json',
      'report.html',
      'report.json',
      'report.md',
    ])
    expect(readFileSync(join(inside, 'document.md'), 'utf8')).toBe(text)
    expect(readFileSync(join(inside, 'attachments/1-graph.png'), 'utf8')).toBe('not really a picture')
    expect(verify(place('one'), place('witness'))).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/agrees up to ledger entry 7\n1 runs, 7 ledger entries: good/),
    })
    expect(verify(place('one')).out).toContain('accidents and partial edits, and no more')
  })

  it('does not hold what a command handed on in a variable (security test 21)', () => {
    expect(filesHolding(dataOf(), 'only-in-session').length).toBeGreaterThan(0)
    expect(filesHolding(place('one'), 'only-in-session')).toEqual([])
  })

  it('says nothing of other runs, and yet their place in the chain', () => {
    expect(filesHolding(place('one'), first)).toEqual([])
  })

  it('the same record gives the same bytes; a zip file is what a folder is', async () => {
    await kneeboard('export', String(run), '--to', place('a.zip'))
    await kneeboard('export', String(run), '--to', place('b.zip'))
    expect(readFileSync(place('a.zip')).equals(readFileSync(place('b.zip')))).toBe(true)
    const listed = (
      JSON.parse(readFileSync(place('one/manifest.json'), 'utf8')) as { files: { path: string }[] }
    ).files
    // Node has no reader of zip files; Python's is another program's opinion of ours.
    const script =
      'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;z.extractall(sys.argv[2])'
    execFileSync('python3', ['-c', script, place('a.zip'), place('unzipped')])
    for (const { path } of listed)
      expect(readFileSync(place(`unzipped/${path}`)).equals(readFileSync(place(`one/${path}`)))).toBe(true)
  })

  it('is never written over what is there', async () => {
    for (const name of ['a.zip', 'one'])
      expect(await kneeboard('export', String(run), '--to', place(name))).toMatchObject({
        exit: 2,
        err: expect.stringContaining('already there'),
      })
    expect(readdirSync(dirname(desk.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(statSync(place('a.zip')).mode & 0o777).toBe(0o600)
  })

  it('without private values proves and shows nothing', async () => {
    await kneeboard('export', String(run), '--to', place('bare'), '--without-private')
    expect(readdirSync(place(`bare/runs/${run}`))).toEqual(['journal.jsonl'])
    for (const private_ of ['seen-by-nobody-else', 'said-it'])
      expect(filesHolding(place('bare'), private_)).toEqual([])
    expect(verify(place('bare'), place('witness')).exit).toBe(0)
  })
})

describe('the independent verifier', () => {
  it('is a page of code', () => {
    expect(readFileSync(verifier, 'utf8').split('\n').length).toBeLessThanOrEqual(101)
  })

  it.each(attacks.map((attack) => [attack.title, attack] as const))(
    '%s: finds with a witness what ours finds, in an export of everything',
    async (_, { seenAlone, commit }) => {
      if (!run) throw new Error('there is no run')
      restoreBackup(dataOf(), place('whole'))
      commit(dataOf(), run)
      rmSync(place('all'), { recursive: true, force: true })
      await kneeboard('export', '--all', '--to', place('all'))
      expect(verify(place('all'))).toMatchObject({ exit: seenAlone ? 1 : 0 })
      expect(verify(place('all'), place('witness'))).toMatchObject({ exit: 1 })
    },
  )

  it('an old backup put back: the witness saw more', async () => {
    restoreBackup(dataOf(), place('backup'))
    rmSync(place('all'), { recursive: true, force: true })
    await kneeboard('export', '--all', '--to', place('all'))
    expect(verify(place('all'))).toMatchObject({ exit: 0 })
    expect(verify(place('all'), place('witness'))).toMatchObject({
      exit: 1,
      out: expect.stringContaining('not the one it saw'),
    })
  })

  it('an export that was touched itself is found, every file of it', () => {
    const files = readdirSync(place('one'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => join(entry.parentPath, entry.name))
    expect(files.length).toBeGreaterThan(10)
    for (const file of files) {
      const before = readFileSync(file)
      writeFileSync(file, `${before.toString('latin1')} `)
      expect({ file, exit: verify(place('one')).exit }).toEqual({ file, exit: 1 })
      writeFileSync(file, before)
    }
    cpSync(place('witness'), place('one/extra'))
    expect(verify(place('one'))).toMatchObject({
      exit: 1,
      out: expect.stringContaining('extra is not in the manifest'),
    })
    rmSync(place('one/extra'))
    expect(verify(place('one')).exit).toBe(0)
  })

  it('an erased value is a hole that the ledger explains', async () => {
    restoreBackup(dataOf(), place('whole'))
    const entries = readFileSync(place(`one/runs/${run}/journal.jsonl`), 'utf8').split('\n')
    const note = entries.findIndex((line) => line.includes('"note.added"')) + 1
    await kneeboard('redact', String(run), '--note', String(note))
    await kneeboard('export', String(run), '--to', place('erased'))
    expect(filesHolding(place('erased'), 'seen-by-nobody-else')).toEqual([])
    expect(verify(place('erased'), place('witness'))).toMatchObject({ exit: 0 })
    expect(existsSync(place(`erased/runs/${run}/report.html`))).toBe(true)
  })
})
