import type { CliWorld } from '../cli/world.ts'
import { findProgram } from '../executors/find-program.ts'
import { version } from './version.ts'

/** This process and its machine, as the command line sees them; what opens the product is given. */
export const worldOf = (openers: Pick<CliWorld, 'openApp' | 'serveAgents' | 'serve'>): CliWorld => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  version,
  nodeVersion: process.versions.node,
  now: Date.now,
  findProgram: (name) => findProgram(name, process.env['PATH'] ?? ''),
  onOsSignal,
  ...openers,
})

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
