import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import type { Append } from '../src/ports/journal.ts'
import { appendOf, runNumber } from '../test/conformance/run.ts'

/**
 * Durable appends a second through the journal with 100 runs at once, beside a bare grouped insert of the same
 * rows in one thread; and how long opening takes. `node bench/journal.ts`
 */
const runsAtOnce = 100
const appendsEach = 300
const folder = mkdtempSync(join(tmpdir(), 'kb-bench-'))

const work: Append[][] = Array.from({ length: runsAtOnce }, (_, number) =>
  Array.from({ length: appendsEach }, (_unused, seq) => realistic(appendOf(runNumber(number + 1), seq, 1))),
)

/** 400 bytes: what an envelope of a finished attempt takes. */
function realistic(append: Append): Append {
  return {
    ...append,
    entries: append.entries.map((entry) => ({ ...entry, bytes: new Uint8Array(400).fill(97) })),
  }
}

async function throughJournal(): Promise<number> {
  const journal = await openSqliteJournal(join(folder, 'journal.sqlite'))
  const from = performance.now()
  await Promise.all(
    work.map(async (appends) => {
      for (const append of appends) await journal.append(append)
    }),
  )
  const tookMs = performance.now() - from
  await journal.close()
  return (runsAtOnce * appendsEach * 1000) / tookMs
}

function bareInsert(): number {
  const db = new DatabaseSync(join(folder, 'bare.sqlite'))
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000')
  db.exec('CREATE TABLE entries (run TEXT, seq INTEGER, bytes BLOB, hash TEXT, PRIMARY KEY (run, seq))')
  db.exec('CREATE TABLE heads (run TEXT PRIMARY KEY, path TEXT, open INTEGER, head TEXT) WITHOUT ROWID')
  const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?)')
  const write = db.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?, 1, ?)')
  const from = performance.now()
  for (let turn = 0; turn < appendsEach; turn++) {
    db.exec('BEGIN IMMEDIATE')
    for (const appends of work) {
      const append = appends[turn]
      for (const entry of append?.entries ?? [])
        insert.run(append?.run ?? '', entry.seq, entry.bytes, entry.hash)
      write.run(append?.run ?? '', append?.head.path ?? '', JSON.stringify(append?.head))
    }
    db.exec('COMMIT')
  }
  const tookMs = performance.now() - from
  db.close()
  return (runsAtOnce * appendsEach * 1000) / tookMs
}

async function openingMs(): Promise<number> {
  const from = performance.now()
  const journal = await openSqliteJournal(join(folder, 'journal.sqlite'))
  const tookMs = performance.now() - from
  await journal.close()
  return tookMs
}

const [journal, bare] = [await throughJournal(), bareInsert()]
console.log(`journal: ${journal.toFixed(0)} durable appends/s with ${runsAtOnce} runs at once`)
console.log(
  `bare:    ${bare.toFixed(0)} rows/s, grouped by ${runsAtOnce} (journal is ${((100 * journal) / bare).toFixed(0)} %)`,
)
console.log(`opening: ${(await openingMs()).toFixed(0)} ms`)
rmSync(folder, { recursive: true })
