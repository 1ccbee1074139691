import type { CliWorld } from '../cli/world.ts'
import { findProgram } from '../executors/find-program.ts'
import { Bug } from '../text/bug.ts'
import { version } from './version.ts'

const never = (): never => {
  throw new Bug('no command here serves anybody')
}

type Openers = Pick<CliWorld, 'openApp'> &
  Partial<Pick<CliWorld, 'serveAgents' | 'serve' | 'serverConfig' | 'runRunner' | 'restore'>>

/** This process and its machine, as the command line sees them; what opens the product is given. */
export const worldOf = (openers: Openers): CliWorld => ({
  // Made when it is asked for: Node loads half of its streams with it, and most commands read nothing.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  folder: process.cwd(),
  version,
  nodeVersion: process.versions.node,
  now: Date.now,
  findProgram: (name) => findProgram(name, process.env['PATH'] ?? ''),
  onOsSignal,
  exit: (code) => process.exit(code),
  serve: never,
  serverConfig: never,
  restore: never,
  serveAgents: never,
  runRunner: never,
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
