import type { DatabaseSync } from 'node:sqlite'
import { chmodSync, closeSync, openSync } from 'node:fs'
import { beginLedger } from './ledger-store.ts'
import { Refused } from './trouble.ts'

/** One step forward of the stored shape. Never changed once released; a new shape is a new migration. */
export type Migration = {
  readonly version: number
  readonly name: string
  readonly sql: string
  /** What the new shape must hold from the beginning. */
  readonly fill?: (db: DatabaseSync) => void
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'entries, heads, blobs, leases',
    sql: `
      -- Kept in the order of arrival: clustered by run, a commit of 100 runs writes 100 large pages and
      -- takes twice as long (bench/journal.ts).
      CREATE TABLE entries (
        run TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (run, seq)
      ) STRICT;
      -- Derived from entries; the columns are only what queries look by, the row itself is the JSON.
      CREATE TABLE heads (
        run TEXT PRIMARY KEY, path TEXT NOT NULL, open INTEGER NOT NULL, head TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX heads_open ON heads (run) WHERE open = 1;
      CREATE INDEX heads_path ON heads (path, run);
      -- An erased blob keeps its digest and loses its bytes.
      CREATE TABLE blobs (digest TEXT PRIMARY KEY, bytes BLOB) STRICT;
      -- A row is never deleted: its epoch must not go back.
      CREATE TABLE leases (
        run TEXT PRIMARY KEY, holder TEXT, epoch INTEGER NOT NULL, until_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    version: 2,
    name: 'ledger',
    sql: `
      -- run and type are only what queries look by; what an entry says is in its bytes.
      CREATE TABLE ledger (
        seq INTEGER PRIMARY KEY, run TEXT, type TEXT NOT NULL, bytes BLOB NOT NULL, hash TEXT NOT NULL
      ) STRICT;
      CREATE INDEX ledger_run ON ledger (run, type);`,
    fill: beginLedger,
  },
  {
    version: 3,
    name: 'which runs want something',
    sql: `
      -- A start reads only these, however many runs wait for people.
      CREATE INDEX heads_wanting ON heads (run) WHERE open = 1 AND (json_extract(head, '$.attempts') > 0
        OR json_extract(head, '$.dueAt') IS NOT NULL OR json_extract(head, '$.questions') = 0);`,
  },
  {
    version: 4,
    name: 'accounts',
    sql: `
      CREATE TABLE accounts (
        name TEXT PRIMARY KEY, kind TEXT NOT NULL, password TEXT, temporary INTEGER NOT NULL,
        disabled INTEGER NOT NULL, created_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE members (
        group_name TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (account, group_name)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE grants (
        id TEXT PRIMARY KEY, to_kind TEXT NOT NULL, to_name TEXT NOT NULL, role TEXT NOT NULL,
        on_kind TEXT NOT NULL, on_name TEXT NOT NULL, UNIQUE (to_kind, to_name, role, on_kind, on_name)
      ) STRICT;
      -- Hashes of sessions and tokens: nothing here lets anybody in.
      CREATE TABLE sessions (
        hash TEXT PRIMARY KEY, account TEXT NOT NULL, opened_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_account ON sessions (account);
      CREATE TABLE tokens (
        hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, name TEXT NOT NULL,
        scope TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tokens_account ON tokens (account);`,
  },
  {
    version: 5,
    name: 'runners',
    sql: `
      CREATE TABLE runners (
        name TEXT PRIMARY KEY, labels TEXT NOT NULL, created_ms INTEGER NOT NULL, hash TEXT NOT NULL UNIQUE,
        identity TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE bindings (folder TEXT PRIMARY KEY, label TEXT NOT NULL, directory TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE run_runners (run TEXT PRIMARY KEY, runner TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  },
]

/**
 * Brings the database to the newest shape, in one transaction, after copying it to `<path>.before-<version>`.
 * Refuses a database that a newer release wrote, and one that is not ours.
 */
export function migrate(db: DatabaseSync, path: string, steps: readonly Migration[]): void {
  const newest = steps.at(-1)?.version ?? 0
  const before = versionOf(db, path, newest)
  if (before === newest) return
  if (before > 0) backUp(db, `${path}.before-${newest}`)
  db.exec('BEGIN IMMEDIATE')
  try {
    // Again inside the lock: another process may have done it meanwhile.
    const current = versionOf(db, path, newest)
    db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
    for (const step of steps.filter(({ version }) => version > current)) {
      db.exec(step.sql)
      step.fill?.(db)
      db.prepare('INSERT INTO migrations (version, name) VALUES (?, ?)').run(step.version, step.name)
    }
    db.exec('COMMIT')
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw thrown
  }
}

/** 0 for an empty database. */
function versionOf(db: DatabaseSync, path: string, newest: number): number {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  if (tables.length === 0) return 0
  if (!tables.some(({ name }) => name === 'migrations')) {
    throw new Refused({
      code: 'foreign',
      message: `${path} is a database of something else`,
      remedy: 'move it away, or point to another folder',
    })
  }
  const version = Number(db.prepare('SELECT max(version) AS version FROM migrations').get()?.['version'] ?? 0)
  if (version > newest) {
    throw new Refused({
      code: 'newer',
      message: `${path} has format ${version}; this release knows ${newest}`,
      remedy: 'use the release that wrote it, or a newer one',
    })
  }
  return version
}

function backUp(db: DatabaseSync, copy: string): void {
  // VACUUM INTO accepts an empty file; made here so that nobody else may read it, whatever the umask.
  closeSync(openSync(copy, 'w', 0o600))
  chmodSync(copy, 0o600)
  db.prepare('VACUUM INTO ?').run(copy)
}
