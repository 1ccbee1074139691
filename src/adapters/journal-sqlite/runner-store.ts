import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Binding } from '../../access/binding.ts'
import type { KeptRunner, RunnerChange } from '../../ports/runners.ts'
import type { RunId } from '../../run/id.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { Operations } from './request.ts'

/** The statements of runners. Each method runs inside whatever transaction is open. */
export function makeRunnerStore(db: DatabaseSync, ledger: LedgerStore) {
  const all = (text: string, ...values: SQLInputValue[]): readonly Record<string, unknown>[] =>
    db.prepare(text).all(...values)
  const runnerOf = (run: RunId): string | undefined => {
    const [row] = all('SELECT runner FROM run_runners WHERE run = ?', run)
    return row && String(row['runner'])
  }
  return {
    /** Whoever calls it takes everything back unless it says `changed`. */
    change({ change, fact }: Operations['changeRunners']['ask']): 'changed' | 'there-already' | 'absent' {
      const changed = apply(db, change)
      if (changed === 'changed') ledger.note(fact)
      return changed
    },
    runners: (): KeptRunner[] => all('SELECT * FROM runners ORDER BY name').map(keptOf),
    bindings: (): Binding[] =>
      all('SELECT folder, label, directory FROM bindings ORDER BY folder').map((row) => ({
        folder: String(row['folder']),
        label: String(row['label']),
        directory: String(row['directory']),
      })),
    byToken(hash: string): KeptRunner | undefined {
      const [row] = all('SELECT * FROM runners WHERE hash = ?', hash)
      return row && keptOf(row)
    },
    runnerOf,
    assign({ run, name }: Operations['assignRunner']['ask']): string {
      db.prepare('INSERT INTO run_runners (run, runner) VALUES (?, ?) ON CONFLICT DO NOTHING').run(run, name)
      return runnerOf(run) ?? name
    },
  }
}

function apply(db: DatabaseSync, change: RunnerChange): 'changed' | 'there-already' | 'absent' {
  const run = (text: string, ...values: SQLInputValue[]): boolean =>
    Number(db.prepare(text).run(...values).changes) > 0
  switch (change.kind) {
    case 'create-runner': {
      const { name, labels, createdAt } = change.runner
      return run(
        'INSERT INTO runners (name, labels, created_ms, hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        name,
        JSON.stringify(labels),
        createdAt,
        change.hash,
      )
        ? 'changed'
        : 'there-already'
    }
    case 'remove-runner':
      return run('DELETE FROM runners WHERE name = ?', change.name) ? 'changed' : 'absent'
    case 'identify-runner':
      return run('UPDATE runners SET identity = ? WHERE name = ?', change.identity, change.name)
        ? 'changed'
        : 'absent'
    case 'bind-folder': {
      const { folder, label, directory } = change.binding
      return run(
        `INSERT INTO bindings (folder, label, directory) VALUES (?, ?, ?)
          ON CONFLICT (folder) DO UPDATE SET label = excluded.label, directory = excluded.directory`,
        folder,
        label,
        directory,
      )
        ? 'changed'
        : 'there-already'
    }
    case 'unbind-folder':
      return run('DELETE FROM bindings WHERE folder = ?', change.folder) ? 'changed' : 'absent'
  }
}

function keptOf(row: Record<string, unknown>): KeptRunner {
  const identity = row['identity']
  return {
    name: String(row['name']),
    labels: JSON.parse(String(row['labels'])) as string[],
    createdAt: Number(row['created_ms']),
    ...(typeof identity === 'string' ? { identity } : {}),
  }
}
