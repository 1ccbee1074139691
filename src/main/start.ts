import type { CommandsFor } from '../cli/cli.ts'
import { runCli } from '../cli/cli.ts'
import type { Installation } from './open-app.ts'
import { worldOf } from './world.ts'

/** Runs the command line of an installation and sets the process's exit code. */
export async function start(installation: Installation, commandsFor: CommandsFor): Promise<void> {
  const world = worldOf({
    // Loaded when they are asked for: a version needs no library, and nothing but `serve` an HTTP server.
    openApp: async (options) =>
      (await import('./open-app.ts')).openApp(installation, process.env, {
        ...options,
        openJournal: (await import('../adapters/journal-sqlite/journal.ts')).openSqliteJournalHere,
      }),
    serveAgents: async (options) =>
      (await import('./serve-agents.ts')).serveAgents(installation, process.env, options),
    serverConfig: async (words) => (await import('./server-config.ts')).serverConfig(process.env, words),
    runRunner: async (options) =>
      (await import('./run-runner.ts')).runRunner(installation, process.env, options),
    restore: async (file, options) =>
      (await import('./restore.ts')).restore(installation, process.env, file, options),
    serve: async (options) => (await import('./serve.ts')).serve(installation, process.env, options),
  })
  process.exitCode = await runCli(process.argv.slice(2), world, commandsFor)
}
