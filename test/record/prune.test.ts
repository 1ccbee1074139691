import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from '../e2e/kneeboard.ts'
import { filesHolding } from './files.ts'

const step = (script: string) =>
  `# A\n\n## Steps\n\n1. Do it.\n\n   \`\`\`bash {auto}\n   ${script}\n   \`\`\`\n`
const makeDesk = desksWith(() => ({
  'old.md': step('echo printed-long-ago'),
  'held.md': step('echo printed-and-held'),
  'fails.md': step('echo printed-before-it-failed; exit 3'),
  'new.md': step('echo printed-today'),
}))

let desk: Desk
const place = (name: string): string => join(dirname(desk.folder), name)
const kneeboard = (...args: readonly string[]) => inPipe(desk, ['--data', place('data'), ...args])
const runs = new Map<string, string>()
const runOf = (name: string): string => runs.get(name) ?? ''
const printedOf = (text: string) => filesHolding(place('data'), text)

/** 500 days pass for it: only lists know when something last happened, so only they are changed. */
function makeOld(run: string): void {
  const db = new DatabaseSync(join(place('data'), 'journal.sqlite'))
  db.prepare("UPDATE heads SET head = json_set(head, '$.changedAt', ?) WHERE run = ?").run(
    Date.now() - 500 * 86_400_000,
    run,
  )
  db.close()
}

beforeAll(async () => {
  desk = makeDesk()
  for (const name of ['old', 'held', 'fails', 'new'])
    runs.set(name, runIn((await kneeboard('run', `${name}.md`, '--mode', 'unattended')).out))
  for (const name of ['old', 'held', 'fails']) makeOld(runOf(name))
  writeFileSync(place('witness'), (await kneeboard('audit', 'tip')).out)
}, 120_000)

describe('retention', () => {
  it('a run is held, once', async () => {
    const hold = () => kneeboard('hold', runOf('held'), '--reason', 'post-mortem 311')
    expect(await hold()).toMatchObject({ exit: 0, out: 'held\n' })
    expect(await hold()).toMatchObject({ exit: 2, err: expect.stringContaining('held already') })
  })

  it('deletes nothing without an age, and nothing when it only rehearses', async () => {
    expect(await kneeboard('prune')).toMatchObject({ exit: 2, err: expect.stringContaining('--older-than') })
    expect((await kneeboard('prune', '--older-than', '5m')).exit).toBe(2)
    const { out } = await kneeboard('prune', '--older-than', '400d', '--dry-run')
    expect(out).toContain(runOf('old'))
    expect(out).toContain('2 runs would be deleted')
    expect(printedOf('printed-long-ago').length).toBeGreaterThan(0)
  })

  it('takes the age from the settings of the person, and deletes what is old and not held', async () => {
    mkdirSync(place('.config/kneeboard'), { recursive: true })
    const settings = place('.config/kneeboard/retention.yaml')
    writeFileSync(settings, 'older than: soon\n', { mode: 0o600 })
    expect(await kneeboard('prune')).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/not\s+understood/),
    })
    writeFileSync(settings, 'older than: 400d\nkeep failed: true\n')
    const { out } = await kneeboard('prune')
    expect(out).toContain(`kept ${runOf('held')}: it is held`)
    expect(out).toContain('1 run deleted')
  })

  it('what was deleted is gone from every file; what was kept is not', () => {
    expect(printedOf('printed-long-ago')).toEqual([])
    for (const kept of ['printed-and-held', 'printed-before-it-failed', 'printed-today'])
      expect(printedOf(kept).length).toBeGreaterThan(0)
  })

  it('the ledger explains the gap, and a witness of before still agrees', async () => {
    const { exit, out } = await kneeboard('audit', 'verify', '--witness', place('witness'))
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining('1 run deleted') })
    expect(await kneeboard('audit', 'verify', runOf('old'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('was deleted, and the ledger says so'),
    })
  })

  it('a run is deleted by its name, also a young one, unless it is held', async () => {
    expect((await kneeboard('prune', '--run', runOf('held'))).out).toContain('0 runs deleted')
    expect((await kneeboard('prune', '--run', runOf('new'))).out).toContain('1 run deleted')
    await kneeboard('hold', runOf('held'), '--release')
    expect((await kneeboard('prune', '--run', runOf('held'))).out).toContain('1 run deleted')
    expect(printedOf('printed-and-held')).toEqual([])
    expect((await kneeboard('audit', 'verify')).exit).toBe(0)
  })
})
