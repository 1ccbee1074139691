import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Sha256 } from '../../hash/sha256.ts'
import { parseSha256 } from '../../hash/sha256.ts'
import type { LedgerEntry, LedgerTip } from '../../ledger/ledger-entry.ts'
import { ledgerStart, sealLedger } from '../../ledger/ledger-entry.ts'
import type { LedgerFact } from '../../ledger/ledger-event.ts'
import type { DeleteResult } from '../../ports/ledger.ts'
import type { RunId } from '../../run/id.ts'
import { parseRunId } from '../../run/id.ts'
import type { Operations } from './request.ts'
import { Refused } from './trouble.ts'

/** The statements of the ledger. Each method runs inside whatever transaction is open. */
export type LedgerStore = ReturnType<typeof makeLedgerStore>

export function makeLedgerStore(db: DatabaseSync) {
  const last = db.prepare('SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1')
  const insert = db.prepare('INSERT INTO ledger (seq, run, type, bytes, hash) VALUES (?, ?, ?, ?, ?)')
  const after = db.prepare('SELECT seq, bytes, hash FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?')
  const holding = db.prepare(`SELECT run FROM ledger AS l WHERE type = 'run.held' AND NOT EXISTS (
    SELECT 1 FROM ledger WHERE run = l.run AND type = 'run.released' AND seq > l.seq) GROUP BY run`)
  const lastSeq = db.prepare('SELECT max(seq) AS seq FROM entries WHERE run = ?')
  const tombstone = db.prepare('UPDATE blobs SET bytes = NULL WHERE digest = ?')
  const dropBlob = db.prepare('DELETE FROM blobs WHERE digest = ?')
  const dropEntries = db.prepare('DELETE FROM entries WHERE run = ?')
  const dropHead = db.prepare('DELETE FROM heads WHERE run = ?')

  const tip = (): LedgerTip => {
    const row = last.get()
    return row ? { seq: Number(row['seq']), hash: hashOf(row['hash']) } : ledgerStart
  }
  const note = (fact: LedgerFact): LedgerTip => {
    const { event } = fact
    const { seq, bytes, hash } = sealLedger(tip(), fact)
    insert.run(seq, 'run' in event ? event.run : null, event.type, bytes, hash)
    return { seq, hash }
  }
  const held = (): RunId[] => holding.all().flatMap(({ run }) => parseRunId(String(run)) ?? [])
  return {
    tip,
    note,
    held,
    entries: ({ afterSeq, limit }: Operations['ledgerEntries']['ask']): LedgerEntry[] =>
      after.all(afterSeq, limit).map((row) => ({
        seq: Number(row['seq']),
        bytes: bytesOf(row['bytes']),
        hash: hashOf(row['hash']),
      })),
    erase({ digests, fact }: Operations['erase']['ask']): void {
      for (const digest of digests) tombstone.run(digest)
      note(fact)
    },
    deleteRun(ask: Operations['deleteRun']['ask']): DeleteResult {
      const { run, digests, fact } = ask
      if (Number(lastSeq.get(run)?.['seq'] ?? 0) !== ask.lastSeq) return 'conflict'
      if (held().includes(run)) return 'held'
      for (const digest of digests) dropBlob.run(digest)
      dropEntries.run(run)
      dropHead.run(run)
      note(fact)
      return 'deleted'
    },
  }
}

/** Begins the ledger; runs that are older than it are taken into it as they stand. */
export function beginLedger(db: DatabaseSync): void {
  const { note } = makeLedgerStore(db)
  const by = { kind: 'system', id: 'kneeboard', via: 'engine' } as const
  const at = Date.now()
  note({ at, by, event: { type: 'ledger.begun', installation: randomBytes(16).toString('hex') } })
  const runs = db
    .prepare(
      'SELECT run, seq, hash FROM entries WHERE (run, seq) IN (SELECT run, max(seq) FROM entries GROUP BY run) ORDER BY run',
    )
    .all()
  for (const { run, seq, hash } of runs)
    note({ at, by, event: { type: 'run.adopted', run: String(run), seq: Number(seq), hash: String(hash) } })
}

function hashOf(value: unknown): Sha256 {
  const hash = parseSha256(String(value))
  if (hash) return hash
  throw damaged('an entry of the ledger has no hash')
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw damaged('an entry of the ledger is not bytes')
}

const damaged = (what: string): Refused =>
  new Refused({
    code: 'corrupt',
    message: `the journal is damaged: ${what}`,
    remedy: 'restore it from a backup',
  })
