import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Grant } from '../../access/grant.ts'
import { never } from '../../text/bug.ts'
import type {
  Account,
  AccountChange,
  AccountChanged,
  Accounts,
  KeptGrant,
  KeptToken,
  SignedIn,
} from '../../ports/accounts.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { Operations } from './request.ts'

/** The statements of accounts. Each method runs inside whatever transaction is open. */
export function makeAccountStore(db: DatabaseSync, ledger: LedgerStore) {
  const all = rowsOf(db)
  const one =
    (text: string) =>
    (...values: SQLInputValue[]) =>
      all(text)(...values)[0]
  const signedIn = (name: unknown): SignedIn | undefined => {
    const row = one('SELECT * FROM accounts WHERE name = ? AND disabled = 0')(String(name))
    if (!row) return undefined
    const account = accountOf(row)
    const groups = all('SELECT group_name FROM members WHERE account = ? ORDER BY 1')(account.name)
    return {
      account,
      groups: groups.map((each) => String(each['group_name'])),
      grants: all(`SELECT * FROM grants WHERE to_kind = 'everyone' OR (to_kind = 'account' AND to_name = ?1)
        OR (to_kind = 'group' AND to_name IN (SELECT group_name FROM members WHERE account = ?1))`)(
        account.name,
      ).map((each) => grantOf(each).grant),
    }
  }
  return {
    /** Whoever calls it takes everything back unless it says `changed`. */
    change({ changes, fact }: Operations['changeAccounts']['ask']): AccountChanged {
      for (const change of changes) {
        const changed = apply(db, change)
        if (changed !== 'changed') return changed
      }
      ledger.note(fact)
      return 'changed'
    },
    accounts: (): Awaited<ReturnType<Accounts['accounts']>> =>
      all(`SELECT *, (SELECT json_group_array(group_name ORDER BY group_name) FROM members WHERE account = name)
        AS groups FROM accounts ORDER BY name`)().map((row) => ({
        ...accountOf(row),
        groups: JSON.parse(String(row['groups'])) as string[],
      })),
    account(name: string): Awaited<ReturnType<Accounts['account']>> {
      const row = one('SELECT * FROM accounts WHERE name = ?')(name)
      const password = row?.['password']
      return row && { ...accountOf(row), ...(typeof password === 'string' ? { password } : {}) }
    },
    grants: (): KeptGrant[] => all('SELECT * FROM grants ORDER BY rowid')().map(grantOf),
    tokens: (account: string): KeptToken[] =>
      all('SELECT * FROM tokens WHERE account = ? ORDER BY created_ms, id')(account).map(tokenOf),
    bySession(hash: string): Awaited<ReturnType<Accounts['bySession']>> {
      const row = one('SELECT * FROM sessions WHERE hash = ?')(hash)
      const signed = row && signedIn(row['account'])
      return signed && { ...signed, openedAt: Number(row?.['opened_ms']), seenAt: Number(row?.['seen_ms']) }
    },
    byToken(hash: string): Awaited<ReturnType<Accounts['byToken']>> {
      const row = one('SELECT * FROM tokens WHERE hash = ?')(hash)
      const signed = row && signedIn(row['account'])
      return signed && row && { ...signed, token: tokenOf(row) }
    },
    seen: ({ hash, at }: Operations['seenSession']['ask']): void =>
      void db.prepare('UPDATE sessions SET seen_ms = ? WHERE hash = ?').run(at, hash),
  }
}

/** A statement is made when it is first asked for, and kept. */
function rowsOf(db: DatabaseSync) {
  const made = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  return (text: string) => {
    const statement = made.get(text) ?? db.prepare(text)
    made.set(text, statement)
    return (...values: SQLInputValue[]): readonly Record<string, unknown>[] => statement.all(...values)
  }
}

function apply(db: DatabaseSync, change: AccountChange): AccountChanged {
  const run = (text: string, ...values: SQLInputValue[]): number =>
    Number(db.prepare(text).run(...values).changes)
  const some = (count: number): AccountChanged => (count > 0 ? 'changed' : 'absent')
  const fresh = (count: number): AccountChanged => (count > 0 ? 'changed' : 'there-already')
  switch (change.kind) {
    case 'create': {
      const { name, kind, temporary, createdAt } = change.account
      return fresh(
        run(
          `INSERT INTO accounts (name, kind, password, temporary, disabled, created_ms)
            VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING`,
          name,
          kind,
          change.password ?? null,
          temporary ? 1 : 0,
          createdAt,
        ),
      )
    }
    case 'set-password':
      run('DELETE FROM sessions WHERE account = ?', change.account)
      return some(
        run(
          "UPDATE accounts SET password = ?, temporary = ? WHERE name = ? AND kind = 'person'",
          change.password,
          change.temporary ? 1 : 0,
          change.account,
        ),
      )
    case 'disable':
      run('DELETE FROM sessions WHERE account = ?', change.account)
      run('DELETE FROM tokens WHERE account = ?', change.account)
      return some(run('UPDATE accounts SET disabled = 1 WHERE name = ? AND disabled = 0', change.account))
    case 'enable':
      return some(run('UPDATE accounts SET disabled = 0 WHERE name = ? AND disabled = 1', change.account))
    case 'open-session':
      run('DELETE FROM sessions WHERE hash = ? OR opened_ms < ?', change.instead ?? '', change.ended)
      return some(
        run(
          `INSERT INTO sessions (hash, account, opened_ms, seen_ms)
            SELECT ?1, name, ?2, ?2 FROM accounts WHERE name = ?3 AND disabled = 0`,
          change.hash,
          change.at,
          change.account,
        ),
      )
    case 'end-session':
      return some(run('DELETE FROM sessions WHERE hash = ?', change.hash))
    case 'end-sessions':
      run('DELETE FROM sessions WHERE account = ?', change.account)
      return 'changed'
    default:
      return applyRight(run, change)
  }
}

type Run = (text: string, ...values: SQLInputValue[]) => number

function applyRight(
  run: Run,
  change: Extract<
    AccountChange,
    { kind: 'join' | 'leave' | 'grant' | 'revoke' | 'create-token' | 'end-token' }
  >,
): AccountChanged {
  const some = (count: number): AccountChanged => (count > 0 ? 'changed' : 'absent')
  switch (change.kind) {
    case 'join':
      if (run('UPDATE accounts SET name = name WHERE name = ?', change.account) === 0) return 'absent'
      return run(
        'INSERT INTO members (group_name, account) VALUES (?, ?) ON CONFLICT DO NOTHING',
        change.group,
        change.account,
      ) > 0
        ? 'changed'
        : 'there-already'
    case 'leave':
      return some(
        run('DELETE FROM members WHERE group_name = ? AND account = ?', change.group, change.account),
      )
    case 'grant':
      return run(
        `INSERT INTO grants (id, to_kind, to_name, role, on_kind, on_name) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING`,
        change.id,
        ...columnsOf(change.grant),
      ) > 0
        ? 'changed'
        : 'there-already'
    case 'revoke':
      return some(run('DELETE FROM grants WHERE id = ?', change.id))
    case 'create-token': {
      const { id, account, name, scope, createdAt, expiresAt } = change.token
      return some(
        run(
          `INSERT INTO tokens (id, hash, account, name, scope, created_ms, expires_ms)
            SELECT ?1, ?2, name, ?4, ?5, ?6, ?7 FROM accounts WHERE name = ?3 AND disabled = 0`,
          id,
          change.hash,
          account,
          name,
          JSON.stringify(scope),
          createdAt,
          expiresAt,
        ),
      )
    }
    case 'end-token':
      return some(run('DELETE FROM tokens WHERE id = ? AND account = ?', change.id, change.account))
    default:
      return never(change)
  }
}

function columnsOf({ to, role, on }: Grant): readonly string[] {
  const toName = to.kind === 'account' ? to.account : to.kind === 'group' ? to.group : ''
  const onName = on.kind === 'folder' ? on.folder : on.kind === 'tag' ? on.tag : ''
  return [to.kind, toName, role, on.kind, onName]
}

const accountOf = (row: Record<string, unknown>): Account => ({
  name: String(row['name']),
  kind: row['kind'] === 'service' ? 'service' : 'person',
  disabled: row['disabled'] === 1,
  temporary: row['temporary'] === 1,
  createdAt: Number(row['created_ms']),
})

function grantOf(row: Record<string, unknown>): KeptGrant {
  const [toName, onName] = [String(row['to_name']), String(row['on_name'])]
  return {
    id: String(row['id']),
    grant: {
      to:
        row['to_kind'] === 'account'
          ? { kind: 'account', account: toName }
          : row['to_kind'] === 'group'
            ? { kind: 'group', group: toName }
            : { kind: 'everyone' },
      // Written by `columnsOf` from a grant; the database is private to the user.
      role: String(row['role']) as Grant['role'],
      on:
        row['on_kind'] === 'folder'
          ? { kind: 'folder', folder: onName }
          : row['on_kind'] === 'tag'
            ? { kind: 'tag', tag: onName }
            : { kind: 'everything' },
    },
  }
}

const tokenOf = (row: Record<string, unknown>): KeptToken => ({
  id: String(row['id']),
  account: String(row['account']),
  name: String(row['name']),
  scope: JSON.parse(String(row['scope'])) as KeptToken['scope'],
  createdAt: Number(row['created_ms']),
  expiresAt: Number(row['expires_ms']),
})
