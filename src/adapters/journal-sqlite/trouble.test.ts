import { execFile, execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { erased } from '../../../test/conformance/ledger.suite.ts'
import { appendOf, blobOf, runNumber } from '../../../test/conformance/run.ts'
import { openLedger } from '../../ledger/ledger-entry.ts'
import type { SqliteJournalOptions } from './journal.ts'
import { openSqliteJournal } from './journal.ts'
import { migrate, migrations } from './schema.ts'
import { damageOfLog } from './write-ahead-log.ts'

const run = runNumber(1)
const newest = migrations.at(-1)?.version ?? 0
const check = (title: string, body: (path: string) => Promise<void> | void) =>
  test(title, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kb-trouble-'))
    try {
      await body(join(folder, 'journal.sqlite'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

async function expectRefused(path: string, code: string, options: SqliteJournalOptions = {}): Promise<void> {
  await expect(openSqliteJournal(path, options)).rejects.toMatchObject({
    name: 'StorageError',
    code,
    message: expect.stringContaining(path),
    remedy: expect.stringMatching(/\w/),
  })
}

describe('a journal that cannot be opened says what and what to do', () => {
  check('a file that is no database is corrupt', async (path) => {
    writeFileSync(path, 'this is not a database, but it is long enough to be looked at'.repeat(100))
    await expectRefused(path, 'corrupt')
  })

  check('a database of something else is not touched', async (path) => {
    new DatabaseSync(path).exec('CREATE TABLE cats (name TEXT)')
    await expectRefused(path, 'foreign')
    expect(new DatabaseSync(path).prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toMatchObject({
      n: 1,
    })
  })

  check('one that a newer release wrote', async (path) => {
    await (await openSqliteJournal(path)).close()
    const db = new DatabaseSync(path)
    db.exec("INSERT INTO migrations (version, name) VALUES (99, 'from the future')")
    db.close()
    await expectRefused(path, 'newer')
  })

  check('a link is not followed', async (path) => {
    symlinkSync(`${path}.elsewhere`, path)
    await expectRefused(path, 'foreign')
    expect(existsSync(`${path}.elsewhere`)).toBe(false)
  })

  check('a folder in its place', async (path) => {
    mkdirSync(path)
    await expectRefused(path, 'foreign')
  })

  check('a folder that is not there', (path) => expectRefused(join(path, 'no', 'such'), 'denied'))

  check('a thread that cannot start is a bug, not a wait for ever', async (path) => {
    await expect(
      openSqliteJournal(path, { workerUrl: new URL('file:///no/such/worker.js') }),
    ).rejects.toThrow('thread')
  })
})

describe('a journal in trouble', () => {
  check('a full disk refuses, keeps what was stored, and goes on reading', async (path) => {
    const journal = await openSqliteJournal(path, { bytesMax: 400_000 })
    const bytes = new Uint8Array(50_000)
    let stored = 0
    const fill = async () => {
      for (let seq = 0; seq < 100; seq++) {
        const append = appendOf(run, seq, 1)
        await journal.append({ ...append, entries: append.entries.map((entry) => ({ ...entry, bytes })) })
        stored = seq + 1
      }
    }
    await expect(fill()).rejects.toMatchObject({ name: 'StorageError', code: 'full' })
    expect(stored).toBeGreaterThan(3)
    expect(await journal.read(run, 0)).toHaveLength(stored)
    expect((await journal.head(run))?.seq).toBe(stored)
    await journal.close()
  })

  check(
    'a value SQLite cannot hold fails alone; its neighbours in the transaction are stored',
    async (path) => {
      const journal = await openSqliteJournal(path)
      const bad = appendOf(run, 0, 2)
      const results = await Promise.allSettled([
        journal.append(appendOf(runNumber(2), 0, 1)),
        // Half of it could be stored: the half must go as well.
        journal.append({ ...bad, head: { ...bad.head, path: {} as string } }),
        journal.append(appendOf(runNumber(3), 0, 1)),
      ])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await journal.read(run, 0)).toEqual([])
      await journal.close()
    },
  )

  check('a damaged page is reported, not returned', async (path) => {
    const journal = await openSqliteJournal(path)
    for (let seq = 0; seq < 200; seq++) await journal.append(appendOf(run, seq, 1))
    await journal.close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xff, 3 * 4096))
    const again = await openSqliteJournal(path)
    await expect(again.read(run, 0)).rejects.toMatchObject({ code: 'corrupt' })
    await again.close()
  })

  check('another process that keeps the file locked makes it busy after the wait', async (path) => {
    const journal = await openSqliteJournal(path, { busyMs: 50 })
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    const [append, read] = await Promise.allSettled([
      journal.append(appendOf(run, 0, 1)),
      journal.read(run, 0),
    ])
    expect(append).toMatchObject({ status: 'rejected', reason: { code: 'busy' } })
    expect(read).toMatchObject({ status: 'fulfilled', value: [] })
    other.exec('ROLLBACK')
    other.close()
    expect(await journal.append(appendOf(run, 0, 1))).toBe('appended')
    await journal.close()
  })
})

describe('the file', () => {
  check('belongs to its user alone, whatever the umask', async (path) => {
    const before = process.umask(0)
    const journal = await openSqliteJournal(path).finally(() => process.umask(before))
    await journal.append(appendOf(run, 0, 1))
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await journal.close()
  })

  check('holds no byte of an erased value, nor does its log', async (path) => {
    const canary = 'correct-horse-battery-staple'
    const blob = blobOf(canary)
    const large = { ...blobOf('large'), bytes: new TextEncoder().encode(canary.repeat(2000)) }
    const journal = await openSqliteJournal(path)
    await journal.append(appendOf(run, 0, 1, { blobs: [blob, large] }))
    const holds = () => [path, `${path}-wal`].some((file) => readFileSync(file).includes(canary))
    expect(holds()).toBe(true)
    await journal.erase([blob.digest, large.digest], erased(run))
    expect(holds()).toBe(false)
    expect(await journal.blobState(blob.digest)).toBe('erased')
    expect(await journal.blobState(blobOf('never').digest)).toBe('missing')
    await journal.close()
  })

  check(
    'holds no trace of a deleted run once it is compacted, nor does a copy a migration made',
    async (path) => {
      const canary = 'correct-horse-battery-staple'
      const old = new DatabaseSync(path)
      migrate(old, path, migrations.slice(0, 1))
      old.prepare('INSERT INTO blobs (digest, bytes) VALUES (?, ?)').run('sha256:1', Buffer.from(canary))
      old.close()
      const journal = await openSqliteJournal(path)
      const blobs = Array.from({ length: 50 }, (_, index) => ({
        ...blobOf(String(index)),
        bytes: new TextEncoder().encode(canary.repeat(1 + index * 7)),
      }))
      await journal.append(appendOf(run, 0, 1, { blobs }))
      const files = () => readdirSync(dirname(path)).map((name) => join(dirname(path), name))
      const holds = () => files().filter((file) => readFileSync(file).includes(canary))
      expect(holds().length).toBe(3)
      const digests = ['sha256:1' as const, ...blobs.map(({ digest }) => digest)]
      const fact = {
        ...erased(run),
        event: { type: 'run.deleted', run, seq: 1, hash: 'x', why: 'old' },
      } as const
      expect(await journal.deleteRun({ run, lastSeq: 1, digests, fact })).toBe('deleted')
      await journal.compact()
      expect(holds()).toEqual([])
      await journal.close()
    },
  )

  check('of the first format is taken into a ledger as it stands, after a copy', async (path) => {
    const db = new DatabaseSync(path)
    migrate(db, path, migrations.slice(0, 1))
    const insert = db.prepare('INSERT INTO entries (run, seq, bytes, hash) VALUES (?, ?, ?, ?)')
    const { entries, head } = appendOf(run, 0, 3)
    for (const { seq, bytes, hash } of entries) insert.run(run, seq, bytes, hash)
    const row = db.prepare('INSERT INTO heads (run, path, open, head) VALUES (?, ?, 1, ?)')
    row.run(run, head.path, JSON.stringify(head))
    db.close()
    const journal = await openSqliteJournal(path)
    const ledger = (await journal.entries(0, 9)).map(({ bytes }) => openLedger(bytes))
    expect(ledger).toMatchObject([
      { seq: 1, fact: { event: { type: 'ledger.begun' } } },
      { seq: 2, fact: { event: { type: 'run.adopted', run, seq: 3, hash: entries[2]?.hash } } },
    ])
    expect(await journal.read(run, 0)).toEqual(entries)
    expect(existsSync(`${path}.before-${newest}`)).toBe(true)
    await journal.close()
  })

  check('moves forward with a copy of what it was, readable only by its user', (path) => {
    const db = new DatabaseSync(path)
    migrate(db, path, migrations)
    db.exec("INSERT INTO blobs (digest, bytes) VALUES ('sha256:1', x'01')")
    const next = { version: newest + 1, name: 'a column', sql: 'ALTER TABLE blobs ADD COLUMN note TEXT' }
    migrate(db, path, [...migrations, next])
    expect(db.prepare('SELECT note FROM blobs').all()).toHaveLength(1)
    expect(statSync(`${path}.before-${newest + 1}`).mode & 0o777).toBe(0o600)
    const copy = new DatabaseSync(`${path}.before-${newest + 1}`)
    expect(copy.prepare('SELECT * FROM blobs').all()).toHaveLength(1)
    expect(() => migrate(db, path, migrations)).toThrow(`format ${newest + 1}`)
    db.close()
  })

  check('a migration that fails leaves the shape as it was', (path) => {
    const db = new DatabaseSync(path)
    migrate(db, path, migrations)
    const broken = {
      version: newest + 1,
      name: 'broken',
      sql: 'CREATE TABLE half (x); CREATE TABLE half (x)',
    }
    expect(() => migrate(db, path, [...migrations, broken])).toThrow('half')
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined()
    db.close()
  })
})

describe('other processes', () => {
  const script = (path: string, body: string) =>
    `import { openSqliteJournal } from ${JSON.stringify(new URL('./journal.ts', import.meta.url).href)}
     const journal = await openSqliteJournal(${JSON.stringify(path)})
     ${body}`

  check('an open journal does not keep a process alive; an unanswered question does', (path) => {
    const body = `void journal.head('run_x').then(() => console.log('answered'))`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script(path, body)], {
      timeout: 10_000,
    })
    expect(printed.toString()).toBe('answered\n')
  })

  check('the data version tells that another process wrote', async (path) => {
    const [first, second] = await Promise.all([openSqliteJournal(path), openSqliteJournal(path)])
    const before = await first.dataVersion()
    await first.append(appendOf(run, 0, 1))
    expect(await first.dataVersion()).toBe(before)
    await second.append(appendOf(run, 1, 1))
    expect(await first.dataVersion()).not.toBe(before)
    await Promise.all([first.close(), second.close()])
  })

  check('the log of one that is busy writing is never taken for a damaged one', async (path) => {
    const bytes = new Uint8Array(120_000)
    const journal = await openSqliteJournal(path)
    let looks = 0
    const over = new AbortController()
    // Enough for the log to be written back and begun anew several times.
    const write = async () => {
      for (let seq = 0; seq < 400; seq++) {
        const append = appendOf(run, seq, 1)
        await journal.append({ ...append, entries: append.entries.map((entry) => ({ ...entry, bytes })) })
      }
      over.abort()
    }
    const written = write()
    do {
      expect(damageOfLog(path)).toBeUndefined()
      looks++
      await new Promise((resolve) => setTimeout(resolve, 5))
    } while (!over.signal.aborted)
    await written
    expect(looks).toBeGreaterThan(10)
    await journal.close()
  })

  check('eight processes that open a new journal at the same moment all succeed', async (path) => {
    const open = () =>
      promisify(execFile)(process.execPath, [
        '--input-type=module',
        '-e',
        script(path, 'await journal.close()'),
      ])
    await Promise.all(Array.from({ length: 8 }, open))
    const journal = await openSqliteJournal(path)
    expect(await journal.heads({ limit: 1 })).toEqual([])
    await journal.close()
  })
})
