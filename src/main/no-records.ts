import type { App } from '../app/app.ts'
import type { DriverDeps } from '../driver/deps.ts'
import { Bug } from '../text/bug.ts'

const never = (): never => {
  throw new Bug('this app was opened without its records')
}

const ledger = {
  note: never,
  entries: never,
  tip: never,
  held: never,
  erase: never,
  deleteRun: never,
  compact: never,
}

/** For commands that only read the library: nothing of the data folder is touched, and nothing may try. */
export const noRecords = {
  app: {
    logs: {
      append: never,
      read: never,
      stream: never,
      lines: never,
      replace: never,
      remove: never,
      reopen: never,
    },
    ledger,
    signatures: { sign: never, verify: never },
    retention: never,
    backups: { write: never },
    dataFolder: '',
  },
  driver: {
    journal: {
      append: never,
      read: never,
      head: never,
      heads: () => Promise.resolve([]),
      blob: never,
      blobState: never,
      close: () => Promise.resolve(),
    },
    leases: { acquire: never, renew: never, release: never },
    executor: {
      placeFor: () => Promise.resolve({ host: '', bootId: '' }),
      prepare: never,
      discard: never,
      abandon: never,
      run: never,
      recover: never,
      cancel: never,
      endRun: never,
      clean: never,
    },
    secrets: { read: never },
    holder: '',
    isGone: never,
  },
} satisfies {
  readonly app: Pick<App, 'logs' | 'ledger' | 'signatures' | 'retention' | 'backups' | 'dataFolder'>
  readonly driver: Pick<DriverDeps, 'journal' | 'leases' | 'executor' | 'secrets' | 'holder' | 'isGone'>
}
