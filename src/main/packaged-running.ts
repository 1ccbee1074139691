import { runCli } from '../cli/cli.ts'
import { running } from '../cli/commands/running.ts'
import { openSqliteJournalHere } from '../adapters/journal-sqlite/journal.ts'
import { openApp } from './open-app.ts'
import { packaged } from './packaged-installation.ts'
import { worldOf } from './world.ts'

// The commands with runs that are typed most, in the published package: in one piece, without what serves.
process.exitCode = await runCli(
  process.argv.slice(2),
  worldOf({
    openApp: (options) => openApp(packaged, process.env, { ...options, openJournal: openSqliteJournalHere }),
  }),
  (need) => (need.part === 'running' ? [running[need.word]] : []),
)
