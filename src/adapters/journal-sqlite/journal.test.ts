import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accountsSuite } from '../../../test/conformance/accounts.suite.ts'
import { journalSuite } from '../../../test/conformance/journal.suite.ts'
import { ledgerSuite } from '../../../test/conformance/ledger.suite.ts'
import { leasesSuite } from '../../../test/conformance/leases.suite.ts'
import { openSqliteJournal, openSqliteJournalHere } from './journal.ts'

const writer = fileURLToPath(new URL('../../../test/conformance/sqlite-writer.ts', import.meta.url))

const ways = { 'journal-sqlite': openSqliteJournal, 'journal-sqlite, here': openSqliteJournalHere }
for (const [name, open] of Object.entries(ways)) suitesOf(name, open)

function suitesOf(name: string, open: typeof openSqliteJournalHere): void {
  journalSuite(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kb-journal-'))
    const path = join(folder, 'journal.sqlite')
    return {
      open: () => open(path),
      writer: (runs) =>
        spawn(process.execPath, [writer, path, ...runs], { stdio: ['ignore', 'pipe', 'inherit'] }),
      remove: () => rm(folder, { recursive: true }),
    }
  })

  leasesSuite(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kb-leases-'))
    const clock = { nowMs: 1_700_000_000_000 }
    const openIt = () => open(join(folder, 'journal.sqlite'), { now: () => clock.nowMs })
    const [first, second] = await Promise.all([openIt(), openIt()])
    return {
      first,
      second,
      clock,
      remove: async () => {
        await Promise.all([first.close(), second.close()])
        await rm(folder, { recursive: true })
      },
    }
  })

  const openedTwice = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kb-ledger-'))
    const openIt = () => open(join(folder, 'journal.sqlite'))
    const [first, second] = await Promise.all([openIt(), openIt()])
    return {
      first,
      second,
      remove: async () => {
        await Promise.all([first.close(), second.close()])
        await rm(folder, { recursive: true })
      },
    }
  }

  ledgerSuite(name, openedTwice)
  accountsSuite(name, openedTwice)
}
