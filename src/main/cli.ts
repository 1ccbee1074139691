import { commandsFor } from '../cli/commands/commands.ts'
import { sourcePrograms } from '../executors/launchers.ts'
import { start } from './start.ts'

// The command line in the source tree; `packaged.ts` is its twin in the published package.
await start(
  {
    programs: sourcePrograms(process.execPath),
    journalWorker: new URL('../adapters/journal-sqlite/worker.ts', import.meta.url),
    pages: new URL('../../dist/web/', import.meta.url),
  },
  commandsFor,
)
