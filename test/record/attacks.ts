import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ledgerDigest, ledgerNext, ledgerStart } from '../../src/ledger/ledger-entry.ts'
import { chainNext, chainStart } from '../../src/run/event/chain.ts'
import type { RunId } from '../../src/run/id.ts'

/** What somebody who may write to the data folder could do to a run's record afterwards. */
export type Attack = {
  readonly title: string
  /** Whether it can be seen from the data folder alone, without anything kept elsewhere. */
  readonly seenAlone: boolean
  readonly commit: (data: string, run: RunId) => void
}

type Row = { readonly seq: number; readonly bytes: Uint8Array }
type Tamper = (db: DatabaseSync, run: RunId) => void

const inDatabase = (tamper: Tamper) => (data: string, run: RunId) => {
  const db = new DatabaseSync(join(data, 'journal.sqlite'))
  tamper(db, run)
  db.close()
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const entriesOf = (db: DatabaseSync, run: RunId): readonly Row[] =>
  db.prepare('SELECT seq, bytes FROM entries WHERE run = ? ORDER BY seq').all(run) as unknown as Row[]

/** Says that somebody else did it, which is what a forger would want: valid, and another text. */
const forge = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(textOf(bytes).replace(/"id":"[^"]*"/, '"id":"mallory"'))

const setEntry = (db: DatabaseSync, run: RunId, seq: number, bytes: Uint8Array): unknown =>
  db.prepare('UPDATE entries SET bytes = ? WHERE run = ? AND seq = ?').run(bytes, run, seq)

const removeRun: Tamper = (db, run) => {
  db.prepare('DELETE FROM entries WHERE run = ?').run(run)
  db.prepare('DELETE FROM heads WHERE run = ?').run(run)
}

/** Chains a run's entries anew, as they now are, and gives the new last hash. */
function rechain(db: DatabaseSync, run: RunId): ReadonlyMap<number, string> {
  let previous = chainStart(run)
  const hashes = new Map<number, string>()
  for (const { seq, bytes } of entriesOf(db, run)) {
    previous = chainNext(previous, bytes)
    hashes.set(seq, previous)
    db.prepare('UPDATE entries SET hash = ? WHERE run = ? AND seq = ?').run(previous, run, seq)
  }
  db.prepare("UPDATE heads SET head = json_set(head, '$.hash', ?) WHERE run = ?").run(previous, run)
  return hashes
}

/** Writes the whole ledger anew, with these hashes for the run's entries. */
function rewriteLedger(db: DatabaseSync, run: RunId, hashes: ReadonlyMap<number, string>): void {
  let previous = ledgerStart.hash
  const rows = db.prepare('SELECT seq, bytes FROM ledger ORDER BY seq').all() as unknown as Row[]
  for (const { seq, bytes } of rows) {
    const entry = JSON.parse(textOf(bytes)) as { data: { run?: string; seq?: number; hash?: string } }
    const now = entry.data.run === run ? hashes.get(entry.data.seq ?? 0) : undefined
    if (now !== undefined) entry.data.hash = now
    const written = new TextEncoder().encode(JSON.stringify(entry))
    previous = ledgerNext(previous, ledgerDigest(written))
    db.prepare('UPDATE ledger SET bytes = ?, hash = ? WHERE seq = ?').run(written, previous, seq)
  }
}

export const attacks: readonly Attack[] = [
  {
    title: 'edit an entry',
    seenAlone: true,
    commit: inDatabase((db, run) =>
      setEntry(db, run, 2, forge(entriesOf(db, run)[1]?.bytes ?? new Uint8Array())),
    ),
  },
  {
    title: 'put two entries in another order',
    seenAlone: true,
    commit: inDatabase((db, run) => {
      const [, second, third] = entriesOf(db, run)
      if (!second || !third) throw new Error('the run is too short')
      setEntry(db, run, 2, third.bytes)
      setEntry(db, run, 3, second.bytes)
    }),
  },
  {
    title: "drop the run's tail and write its head anew",
    seenAlone: true,
    commit: inDatabase((db, run) => {
      const last = entriesOf(db, run).length
      db.prepare('DELETE FROM entries WHERE run = ? AND seq = ?').run(run, last)
      db.prepare("UPDATE heads SET head = json_set(head, '$.seq', ?) WHERE run = ?").run(last - 1, run)
      rechain(db, run)
    }),
  },
  {
    title: 'add to a run that ended',
    seenAlone: true,
    commit: inDatabase((db, run) => {
      const last = entriesOf(db, run).at(-1)
      if (!last) throw new Error('no entries')
      const bytes = new TextEncoder().encode(
        textOf(last.bytes).replace(`"seq":${last.seq}`, `"seq":${last.seq + 1}`),
      )
      db.prepare('INSERT INTO entries (run, seq, bytes, hash) VALUES (?, ?, ?, ?)').run(
        run,
        last.seq + 1,
        bytes,
        '',
      )
      db.prepare("UPDATE heads SET head = json_set(head, '$.seq', ?) WHERE run = ?").run(last.seq + 1, run)
      rechain(db, run)
    }),
  },
  { title: 'delete the run', seenAlone: true, commit: inDatabase(removeRun) },
  {
    title: 'edit the ledger',
    seenAlone: true,
    commit: inDatabase((db) =>
      db.exec("UPDATE ledger SET bytes = CAST(replace(bytes, 'run.', 'RUN.') AS BLOB) WHERE seq = 2"),
    ),
  },
  {
    title: 'delete the run and the end of the ledger',
    seenAlone: false,
    commit: inDatabase((db, run) => {
      removeRun(db, run)
      db.prepare('DELETE FROM ledger WHERE run = ?').run(run)
    }),
  },
  {
    title: 'rewrite the run, its head and the whole ledger',
    seenAlone: false,
    commit: inDatabase((db, run) => {
      setEntry(db, run, 2, forge(entriesOf(db, run)[1]?.bytes ?? new Uint8Array()))
      rewriteLedger(db, run, rechain(db, run))
    }),
  },
  {
    title: 'edit what a command printed',
    seenAlone: true,
    commit: (data, run) => {
      const folder = join(data, 'logs', run)
      for (const name of readdirSync(folder)) {
        const log = readFileSync(join(folder, name), 'utf8')
        writeFileSync(join(folder, name), log.replace(/"text":"s/, '"text":"S'))
      }
    },
  },
  {
    title: 'erase a private value without saying so',
    seenAlone: true,
    commit: inDatabase((db) =>
      db.exec('UPDATE blobs SET bytes = NULL WHERE rowid = (SELECT max(rowid) FROM blobs)'),
    ),
  },
]

/** Copies a data folder with its permissions, as a backup would. */
export const copyData = (data: string, copy: string): void => {
  execFileSync('cp', ['-a', data, copy])
}

/** Puts an earlier copy of the data folder back. */
export function restoreBackup(data: string, backup: string): void {
  rmSync(data, { recursive: true })
  copyData(backup, data)
}
