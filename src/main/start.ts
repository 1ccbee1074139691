import { runCli } from '../cli/cli.ts'
import { findProgram } from '../executors/find-program.ts'
import type { Installation } from './open-app.ts'
import { version } from './version.ts'

/** Runs the command line of an installation and sets the process's exit code. */
export async function start(installation: Installation): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    version,
    nodeVersion: process.versions.node,
    now: Date.now,
    // Loaded when they are asked for: a version needs no library, and nothing but `serve` an HTTP server.
    openApp: async (options) => (await import('./open-app.ts')).openApp(installation, process.env, options),
    serveAgents: async (options) =>
      (await import('./serve-agents.ts')).serveAgents(installation, process.env, options),
    serve: async (options) => (await import('./serve.ts')).serve(installation, process.env, options),
    findProgram: (name) => findProgram(name, process.env['PATH'] ?? ''),
    onOsSignal,
  })
}

const osSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function onOsSignal(listener: (osSignal: (typeof osSignals)[number]) => void): () => void {
  const stops = osSignals.map((osSignal) => {
    const listen = () => listener(osSignal)
    process.on(osSignal, listen)
    return () => process.off(osSignal, listen)
  })
  return () => {
    for (const stop of stops) stop()
  }
}
