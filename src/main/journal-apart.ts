import { openSqliteJournal } from '../adapters/journal-sqlite/journal.ts'
import type { Installation } from './open-app.ts'

/** Opens journals with a thread of their own: whoever serves several at once does not wait for the disk. */
export const journalApart =
  ({ journalWorker }: Installation) =>
  (path: string) =>
    openSqliteJournal(path, { workerUrl: journalWorker })
