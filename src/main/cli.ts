import { runCli } from '../cli/cli.ts'
import { findProgram } from '../executors/find-program.ts'
import { sourcePrograms } from '../executors/launchers.ts'
import { openApp } from './open-app.ts'
import { version } from './version.ts'

const installation = {
  programs: sourcePrograms(process.execPath),
  journalWorker: new URL('../adapters/journal-sqlite/worker.ts', import.meta.url),
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  version,
  nodeVersion: process.versions.node,
  now: Date.now,
  openApp: (options) => openApp(installation, process.env, options),
  findProgram: (name) => findProgram(name, process.env['PATH'] ?? ''),
  onOsSignal: (listener) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    const stop = signals.map((osSignal) => {
      const listen = () => listener(osSignal)
      process.on(osSignal, listen)
      return () => void process.off(osSignal, listen)
    })
    return () => stop.forEach((off) => off())
  },
})
