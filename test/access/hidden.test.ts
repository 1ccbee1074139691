import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteJournal } from '../../src/adapters/journal-sqlite/journal.ts'
import type { Grant, GrantedOn } from '../../src/access/grant.ts'
import type { Role } from '../../src/access/role.ts'
import type { App, Trouble } from '../../src/app/app.ts'
import { browseLibrary, searchLibrary } from '../../src/app/browse-library.ts'
import { lintDraft } from '../../src/app/lint-draft.ts'
import { lintLibrary } from '../../src/app/lint-library.ts'
import { listLibrary } from '../../src/app/list-library.ts'
import { ledgerEntries } from '../../src/app/read-ledger.ts'
import { reportRun } from '../../src/app/report-run.ts'
import { saveRunbook } from '../../src/app/save-runbook.ts'
import { showRunbook } from '../../src/app/show-runbook.ts'
import { readLog } from '../../src/app/read-log.ts'
import { listRuns, showRun } from '../../src/app/show-run.ts'
import { planRun, startRun } from '../../src/app/start-run.ts'
import { touchRun } from '../../src/app/touch-run.ts'
import { sourcePrograms } from '../../src/executors/launchers.ts'
import { openLedger } from '../../src/ledger/ledger-entry.ts'
import { indexOf } from '../../src/main/index-of.ts'
import { openApp } from '../../src/main/open-app.ts'
import type { RunId } from '../../src/run/id.ts'
import { effectId, parseRunId } from '../../src/run/id.ts'

const today = '2026-03-01'
const files = {
  'open/a.md': '# Open\n\n1. Look, and see [the other](../closed/b.md).\n\n2. [Closed](../closed/b.md)\n',
  'closed/b.md': '---\ntags: [db]\n---\n# Closed\n\n1. Secret step.\n',
  'closed/c.md': '# Closed as well\n\n1. Another.\n',
}
let folder: string
let owner: App
let close: () => Promise<void>
let runs: { readonly open: RunId; readonly closed: RunId }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kb-access-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'library', path)), { recursive: true })
    writeFileSync(join(folder, 'library', path), text)
  }
  symlinkSync('../closed', join(folder, 'library/open/door'))
  const opened = await openApp(
    {
      programs: sourcePrograms(process.execPath),
      journalWorker: new URL('../../src/adapters/journal-sqlite/worker.ts', import.meta.url),
      pages: new URL('none:'),
    },
    { ...process.env, HOME: folder },
    {
      library: join(folder, 'library'),
      data: join(folder, 'data'),
      records: 'use',
      promptedSecret: () => undefined,
      openJournal: openSqliteJournal,
    },
  )
  if (opened.kind === 'trouble') throw new Error(opened.why)
  owner = { ...opened.app, index: indexOf(opened.app) }
  close = opened.close
  runs = { open: await begin('open/a.md'), closed: await begin('closed/b.md') }
}, 120_000)
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

async function begin(path: string): Promise<RunId> {
  const planned = await planRun(owner, { path, given: new Map() })
  if (planned.kind === 'trouble') throw new Error(planned.why)
  const started = await startRun(owner, planned.plan, 'step')
  if (started.kind === 'trouble') throw new Error(started.why)
  return started.run
}

const ada = (role: Role, on: GrantedOn): App => {
  const actor = { kind: 'person', id: 'ada', via: 'web', proven: true } as const
  const grants: readonly Grant[] = [{ to: { kind: 'account', account: 'ada' }, role, on }]
  return { ...owner, actor, access: { kind: 'granted', principal: { actor, groups: [] }, grants } }
}
const below = (role: Role) => ada(role, { kind: 'folder', folder: 'open' })
const tagged = (role: Role) => ada(role, { kind: 'tag', tag: 'db' })
const ok = <T extends object>(value: T | Trouble): T => {
  if ('kind' in value && value.kind === 'trouble') throw new Error(value.why)
  return value as T
}
const refusals = async (): Promise<readonly unknown[]> =>
  (await ledgerEntries(owner.ledger, 0)).flatMap(({ bytes }) => {
    const opened = openLedger(bytes)
    return opened.kind === 'fact' && opened.fact.event.type === 'access.refused' ? [opened.fact.event] : []
  })

describe('whoever sees one folder', () => {
  test('finds only what is in it: in lists, searches, lint and runs', async () => {
    const app = below('viewer')
    const entries = ok(await listLibrary(app)) as readonly { path: string }[]
    expect(entries.map(({ path }) => path)).toEqual(['open/a.md'])
    expect(ok(await browseLibrary(app, today)).rows.map(({ path }) => path)).toEqual(['open/a.md'])
    const found = async (words: string) =>
      ok(await searchLibrary(app, words, 10, today)).hits.map(({ path }) => path)
    expect([await found('closed'), await found('secret')]).toEqual([['open/a.md'], []])
    const linted = ok(
      await lintLibrary(app, { paths: ['closed', 'open/door/b.md', ''], config: {}, today, cache: 'none' }),
    )
    expect(linted.files.map(({ path }) => path)).toEqual(['open/a.md'])
    const heads = ok(await listRuns(app, { limit: 10 })) as readonly { run: string }[]
    expect(heads.map(({ run }) => run)).toEqual([runs.open])
  })

  test('cannot probe for a file by linking to it', async () => {
    const app = below('viewer')
    const linted = async (name: string) =>
      ok(
        await lintDraft(app, { path: 'open/x.md', text: `# X\n\n1. See [it](../closed/${name}).\n`, today }),
      ).findings.map(({ message }) => message.replaceAll(name, 'NAME'))
    expect(await linted('b.md')).toEqual(await linted('z.md'))
  })

  test.each(['closed/b.md', 'open/../closed/b.md', './closed/b.md', 'open/door/b.md', 'open/door/z.md'])(
    'is told of %s what is told of a file that is not there',
    async (path) => {
      const told = { kind: 'trouble', why: `there is no file ${path}` }
      const [viewer, author] = [below('viewer'), below('author')]
      expect(await showRunbook(viewer, path, today)).toMatchObject(told)
      expect(await planRun(viewer, { path, given: new Map() })).toMatchObject(told)
      expect(await saveRunbook(author, { path, text: '', replaces: '' })).toMatchObject(told)
    },
  )

  test('is told of a run what is told of one that never was', async () => {
    const app = below('operator')
    const never = parseRunId(`run_${'0'.repeat(22)}`)
    if (!never) throw new Error('no id')
    for (const look of [
      (run: RunId) => showRun(app, run),
      (run: RunId) => reportRun(app, run),
      (run: RunId) => readLog(app, effectId(run, 2), 0),
      (run: RunId) => touchRun(app, run, { kind: 'note', text: 'x' }),
      (run: RunId) => touchRun(app, run, { kind: 'cancel' }),
    ]) {
      const closed = JSON.stringify(await look(runs.closed))
      expect(closed.replaceAll(runs.closed, never)).toBe(JSON.stringify(await look(never)))
    }
  })

  test('gets no text of another by carrying it out inside one that is open', async () => {
    const { plan } = ok(await planRun(below('operator'), { path: 'open/a.md', given: new Map() }))
    expect(plan.runbooks ?? {}).toEqual({})
    expect(
      Object.keys(ok(await planRun(owner, { path: 'open/a.md', given: new Map() })).plan.runbooks ?? {}),
    ).toEqual(['closed/b.md'])
  })

  test('carries out nothing inside that they may only look at', async () => {
    const one = below('operator')
    if (one.access.kind !== 'granted') throw new Error('no grants')
    const [grant] = one.access.grants
    if (!grant) throw new Error('no grant')
    const look: Grant = { ...grant, role: 'viewer', on: { kind: 'folder', folder: 'closed' } }
    const app: App = { ...one, access: { ...one.access, grants: [grant, look] } }
    const { plan } = ok(await planRun(app, { path: 'open/a.md', given: new Map() }))
    expect(await startRun(app, plan, 'step')).toMatchObject({ why: 'ada may not start run here' })
  })
})

describe('whoever sees a tag', () => {
  test('finds only what has it', async () => {
    const app = tagged('viewer')
    expect(ok(await browseLibrary(app, today)).rows.map(({ path }) => path)).toEqual(['closed/b.md'])
    const heads = ok(await listRuns(app, { limit: 10 })) as readonly { run: string }[]
    expect(heads.map(({ run }) => run)).toEqual([runs.closed])
    expect(await showRunbook(app, 'closed/c.md', today)).toMatchObject({
      why: 'there is no file closed/c.md',
    })
    expect(ok(await showRunbook(app, 'closed/b.md', today)).path).toBe('closed/b.md')
  })
})

describe('a refusal', () => {
  test('of what is seen says who may not do what; each is in the ledger once, and lists note nothing', async () => {
    const app = below('viewer')
    const before = (await refusals()).length
    expect(await touchRun(app, runs.open, { kind: 'cancel' })).toMatchObject({
      why: 'ada may not cancel run here',
      refused: true,
    })
    await showRunbook(app, 'closed/b.md', today)
    await listRuns(app, { limit: 10 })
    await browseLibrary(app, today)
    expect((await refusals()).slice(before)).toEqual([
      { type: 'access.refused', verb: 'cancel-run', run: runs.open },
      { type: 'access.refused', verb: 'show-runbook', path: 'closed/b.md' },
    ])
  })
})
