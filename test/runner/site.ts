import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { openFileLogs } from '../../src/adapters/logs-file/logs.ts'
import { RunnerPool } from '../../src/adapters/runners/pool.ts'
import { makeExecutor } from '../../src/adapters/supervisor/executor.ts'
import { readPlace } from '../../src/adapters/supervisor/place.ts'
import { cleanEnvironment } from '../../src/executors/environment.ts'
import { sourcePrograms } from '../../src/executors/launchers.ts'
import type { Journal } from '../../src/ports/journal.ts'
import type { Logs } from '../../src/ports/logs.ts'
import type { Binding } from '../../src/access/binding.ts'
import type { KeptRunner, RunnerDesk, Runners, SessionTrouble } from '../../src/ports/runners.ts'
import type { RunId } from '../../src/run/id.ts'
import { Hands } from '../../src/runner/hands.ts'
import { linkLogs } from '../../src/runner/link-logs.ts'
import type { ServerLink } from '../../src/runner/link.ts'
import { LinkError } from '../../src/runner/link.ts'
import { Notes } from '../../src/runner/notes.ts'
import { Runner } from '../../src/runner/runner.ts'
import { makeMasker } from '../../src/sink/mask.ts'

/** A server's pool and a runner's host, joined by a line that can be cut; real commands, real files. */
export type Site = {
  readonly logs: Logs
  readonly pool: RunnerPool
  /** Another server on the same records: nothing that was only in memory is known. */
  readonly restartServer: () => RunnerPool
  /** Starts a process's worth of a runner on the host's files. */
  readonly startRunner: () => Working
  /** Nothing gets through while it is cut. */
  readonly line: { cut: boolean }
  readonly work: string
  readonly close: () => Promise<void>
}

export type Working = {
  readonly runner: Runner
  readonly ended: ReturnType<Runner['work']>
  /** As kill -9 does: it hears and says nothing any more. */
  readonly kill: () => void
}

export const name = 'db-1'
const identity = '0'.repeat(31) + '1'

export function openSite(clockNow: () => number = Date.now): Site {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kb-runner-')))
  for (const folder of ['logs', 'attempts', 'notes', 'work']) mkdirSync(join(root, folder), { mode: 0o700 })
  const logs = openFileLogs(join(root, 'logs'))
  const runners = keptInMemory()
  const clock = { ...systemClock(), now: clockNow }
  const open = () => new RunnerPool({ runners, journal: noJournal, logs, clock })
  let pool = open()
  const line = { cut: false }
  const kills: (() => void)[] = []
  return {
    logs,
    get pool() {
      return pool
    },
    restartServer() {
      pool.rest()
      pool = open()
      return pool
    },
    line,
    work: join(root, 'work'),
    startRunner() {
      const life = { over: false }
      const link = lineTo(
        () => pool,
        () => line.cut || life.over,
      )
      const executor = makeExecutor({
        attemptsFolder: join(root, 'attempts'),
        logs: linkLogs(link, clock),
        maskFactory: makeMasker,
        baseEnvironment: cleanEnvironment(process.env, []),
        directory: join(root, 'work'),
        place: readPlace(),
        programs: sourcePrograms(process.execPath),
        connections: { find: none, passwordFor: () => Promise.resolve(undefined) },
        destinations: { find: none },
        terminal: 'none',
      })
      const notes = new Notes(join(root, 'notes'))
      const hands = new Hands(executor, notes)
      const runner = new Runner({
        link,
        hands,
        clock,
        hello: () => ({ identity, startedOn: 'me@here', version: 'test', runs: notes.runs() }),
        endRun: () => Promise.resolve(),
        tell: () => undefined,
      })
      const kill = () => {
        life.over = true
        runner.drain()
      }
      kills.push(kill)
      return { runner, ended: runner.work(), kill }
    },
    async close() {
      for (const kill of kills) kill()
      pool.rest()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const none = (name: string) =>
  Promise.resolve({ kind: 'refused', message: `nothing is called ${name}` } as const)

const noJournal = { head: () => Promise.resolve({ open: true }) } as unknown as Journal

/** A line without a network: what HTTP would do with it is the server's tests' to show. */
function lineTo(pool: () => RunnerDesk, isCut: () => boolean): ServerLink {
  const through = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isCut()) throw new LinkError(0, 'the line is cut', '')
    const answer = await ask()
    if (isCut()) throw new LinkError(0, 'the line was cut', '')
    return answer
  }
  const fine = <T>(answer: T | SessionTrouble): T => {
    if (typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'session')
      throw new LinkError(answer.is === 'replaced' ? 409 : 410, `the session is ${answer.is}`, '')
    return answer as T
  }
  const ours = <T>(answer: T | 'foreign' | 'not-yet'): T => {
    if (answer === 'foreign') throw new LinkError(404, 'it is not wanted', '')
    if (answer === 'not-yet') throw new LinkError(503, 'it was just started', '')
    return answer
  }
  return {
    greet: (hello) => through(() => pool().greet(name, hello)),
    orders: (asked, stop) =>
      through(() => Promise.race([pool().orders(name, asked).then(fine), aborted(stop)])),
    report: (told) => through(() => pool().report(name, told).then(fine)),
    append: async (effect, chunks) =>
      void (await through(() => pool().append(name, effect, chunks).then(ours))),
    readUpTo: (effect) => through(() => pool().readUpTo(name, effect).then(ours)),
  }
}

const aborted = (stop: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    stop.addEventListener('abort', () => reject(new LinkError(0, 'broken off', '')), { once: true }),
  )

function keptInMemory(): Runners {
  const kept: KeptRunner = { name, labels: ['db'], createdAt: 0, identity }
  const binding: Binding = { folder: '', label: 'db', directory: '/' }
  const runs = new Map<RunId, string>()
  return {
    changeRunners: () => Promise.resolve('changed'),
    runners: () => Promise.resolve([kept]),
    bindings: () => Promise.resolve([binding]),
    byRunnerToken: () => Promise.resolve(kept),
    runnerOf: (run) => Promise.resolve(runs.get(run)),
    assignRunner(run, runner) {
      runs.set(run, runs.get(run) ?? runner)
      return Promise.resolve(runs.get(run) ?? runner)
    },
  }
}
