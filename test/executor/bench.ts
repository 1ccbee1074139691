import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileLogs } from '../../src/adapters/logs-file/logs.ts'
import type { SupervisorExecutor, SupervisorOptions } from '../../src/adapters/supervisor/executor.ts'
import { makeExecutor } from '../../src/adapters/supervisor/executor.ts'
import { readPlace } from '../../src/adapters/supervisor/place.ts'
import { markedProcesses } from '../../src/adapters/supervisor/process.ts'
import type { Connections, Destinations } from '../../src/executors/launch.ts'
import { cleanEnvironment } from '../../src/executors/environment.ts'
import { sourcePrograms } from '../../src/executors/launchers.ts'
import { makeMasker } from '../../src/sink/mask.ts'
import type { Attempt, Outcome } from '../../src/ports/executor.ts'
import type { LogChunk, Logs } from '../../src/ports/logs.ts'
import type { EffectId } from '../../src/run/id.ts'
import { effectId } from '../../src/run/id.ts'
import type { ResolvedAction, ResolvedScript, ResolvedShell, ResolvedSsh } from '../../src/run/resolve.ts'
import { runNumber } from '../conformance/run.ts'
import { until } from './until.ts'

/** A place to carry out real commands: a data folder, a work folder, an executor. */
export type Bench = {
  readonly data: string
  readonly work: string
  readonly logs: Logs
  readonly executor: SupervisorExecutor
  /** Another executor on the same data folder, as after a restart. */
  restart(): SupervisorExecutor
  attempt(action: ResolvedAction, change?: Partial<Attempt>): Attempt
  folder(effect: EffectId): string
  log(effect: EffectId, stream: LogChunk['stream']): Promise<string>
  remove(): Promise<void>
}

/** Of this process alone: what a test ends by its mark is not another's, who runs at the same time. */
export const run = runNumber(randomInt(2 ** 40))

const noConnections: Connections = {
  find: (name) => Promise.resolve({ kind: 'refused', message: `no connection is called ${name}` }),
  passwordFor: () => Promise.resolve(undefined),
}

const noDestinations: Destinations = {
  find: (name) => Promise.resolve({ kind: 'refused', message: `no destination is called ${name}` }),
}

export function makeBench(options: Partial<SupervisorOptions> = {}): Bench {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kneeboard-executor-')))
  return benchIn(root, options)
}

/** The same in a folder that is there: for another process on the same data. */
export function benchIn(root: string, options: Partial<SupervisorOptions> = {}): Bench {
  const data = join(root, 'data')
  const work = join(root, 'work')
  for (const folder of ['attempts', 'logs']) mkdirSync(join(data, folder), { recursive: true, mode: 0o700 })
  mkdirSync(work, { recursive: true })
  const logs = openFileLogs(join(data, 'logs'))
  const make = () =>
    makeExecutor({
      attemptsFolder: join(data, 'attempts'),
      logs,
      maskFactory: makeMasker,
      baseEnvironment: cleanEnvironment(process.env, []),
      directory: work,
      place: readPlace(),
      programs: sourcePrograms(process.execPath),
      connections: noConnections,
      destinations: noDestinations,
      terminal: 'none',
      ...options,
    })
  const executor = make()
  let seq = 0
  return {
    data,
    work,
    logs,
    executor,
    restart: make,
    attempt: (action, change = {}) => ({
      effect: effectId(run, ++seq),
      action,
      secrets: {},
      outputMaxBytes: 2 ** 20,
      ...change,
    }),
    folder: (effect) => join(data, 'attempts', effect),
    async log(effect, stream) {
      const chunks = await logs.read(effect, 0)
      return chunks.flatMap((chunk) => (chunk.stream === stream ? [chunk.text] : [])).join('')
    },
    async remove() {
      await executor.endRun(run, 100)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Prepares and runs. */
export async function carryOut(bench: Bench, attempt: Attempt): Promise<Outcome> {
  await bench.executor.prepare(attempt)
  return bench.executor.run(attempt)
}

/** The pid of the shell that was begun for an attempt (its mark tells) and waits for the start to be durable. */
export async function waitingShell({ effect }: Attempt): Promise<number> {
  const shells = () => markedProcesses(effect)
  await until('its shell waits', () => shells().length === 1)
  return shells()[0]?.pid ?? 0
}

export const shell = (source: string, change: Partial<ResolvedShell> = {}): ResolvedShell => ({
  action: 'shell',
  dialect: 'bash',
  source,
  environment: {},
  secrets: {},
  session: { cwd: '', set: {}, unset: [] },
  cwd: '',
  assigns: [],
  errexit: true,
  tty: false,
  ...change,
})

export const script = (
  language: string,
  source: string,
  change: Partial<ResolvedScript> = {},
): ResolvedScript => ({
  action: 'script',
  language,
  source,
  environment: {},
  secrets: {},
  session: { cwd: '', set: {}, unset: [] },
  cwd: '',
  ...change,
})

/** On the host that `startSshServer` makes known as `far`. */
export const ssh = (source: string, change: Partial<ResolvedSsh> = {}): ResolvedSsh => ({
  action: 'ssh',
  host: 'far',
  jump: [],
  dialect: 'sh',
  source,
  environment: {},
  secrets: {},
  there: '',
  errexit: true,
  ...change,
})
