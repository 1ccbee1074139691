import { dirname } from 'node:path'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import { sourcePrograms } from '../src/executors/launchers.ts'
import { openApp } from '../src/main/open-app.ts'
import type { Desk } from './desk.ts'

/** The product on a desk's library, with the records of its own, in this process. */
export const openAppOn = (desk: Desk): ReturnType<typeof openApp> =>
  openApp(
    {
      programs: sourcePrograms(process.execPath),
      journalWorker: new URL('../src/adapters/journal-sqlite/worker.ts', import.meta.url),
      pages: new URL('none:'),
    },
    { ...process.env, HOME: dirname(desk.folder) },
    {
      library: desk.folder,
      data: desk.state,
      records: 'use',
      promptedSecret: () => undefined,
      openJournal: openSqliteJournal,
    },
  )
