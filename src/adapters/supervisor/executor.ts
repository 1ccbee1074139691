import type { LaunchFile, LaunchResult } from '../../executors/launch.ts'
import { launchFor } from '../../executors/launchers.ts'
import type { Attempt, Executor, Place } from '../../ports/executor.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import { secretName } from '../../shell/names.ts'
import { carriedSecrets, forgetCarried } from './carry.ts'
import type { Desk, Prepared, SupervisorOptions } from './desk.ts'
import { cancelAttempt, endLeftovers } from './ending.ts'
import type { AttemptRecord, GivenSecret } from './folder.ts'
import { folderOf, readRecord, removeFolder, removeRunFolder, runOf, takeClaim } from './folder.ts'
import type { MarkedProcess } from './process.ts'
import { markedProcesses } from './process.ts'
import { recoverAttempt } from './recover.ts'
import { fitsSeat } from './seat.ts'
import { Seats } from './seats.ts'
import { makeFolder, reuseFolder } from './spare.ts'
import { Spares } from './spares.ts'
import { closeSpool } from './spool.ts'
import type { Start } from './start.ts'
import { startAttempt } from './start.ts'

export type { SupervisorOptions } from './desk.ts'

/** An executor whose commands outlive it, and that can tell and end what a run left running. */
export type SupervisorExecutor = Omit<Executor, 'endRun'> & {
  readonly place: Place
  /** Processes of a run that are still there: background jobs, and what left its process group. */
  leftovers(run: RunId): readonly MarkedProcess[]
  /** Ends them, TERM and then KILL, when the run ends; says which they were. */
  endRun(run: RunId, graceMs: number): Promise<readonly MarkedProcess[]>
}

/** Carries out actions on this host, each under a supervisor of its own. */
export function makeExecutor(options: SupervisorOptions): SupervisorExecutor {
  const desk: Desk = {
    captureMaxBytes: 2 ** 20,
    egress: 'free',
    now: Date.now,
    ...options,
    prepared: new Map(),
    seats: new Seats(),
    spares: new Spares(),
    carried: new Map(),
  }
  const folder = (effect: Attempt['effect']): string => folderOf(desk.attemptsFolder, effect)
  return {
    place: desk.place,
    placeFor: () => Promise.resolve(desk.place),
    async prepare(attempt) {
      await prepareAttempt(desk, attempt)
    },
    async discard(effect) {
      letGo(desk, effect)
      if (readRecord(folder(effect))) takeClaim(folder(effect))
      await removeFolder(folder(effect))
    },
    abandon: (effect) => letGo(desk, effect),
    run: (attempt) => startAttempt(desk, attempt),
    recover: (effect, place) => recoverAttempt(desk, effect, place),
    async cancel(effect, graceMs) {
      const record = readRecord(folder(effect))
      const withinMs = Math.max(graceMs, record?.resumable?.endsWithinMs ?? 0)
      if (record) await cancelAttempt(folder(effect), effect, withinMs)
    },
    async clean(effect) {
      const spare = reuseFolder(folder(effect))
      if (spare) desk.spares.keep(runOf(effect), spare)
      else await removeFolder(folder(effect))
    },
    leftovers: (run) => markedProcesses(`${run}/`),
    async endRun(run, graceMs) {
      desk.seats.close(run)
      desk.spares.close(run)
      const ended = await endLeftovers(run, graceMs)
      await removeRunFolder(desk.attemptsFolder, run)
      forgetCarried(desk, run)
      return ended
    },
  }
}

/** An action that cannot be carried out here has a folder as well: it is how a restart knows that it never ran. */
async function prepareAttempt(desk: Desk, attempt: Attempt): Promise<void> {
  const folder = folderOf(desk.attemptsFolder, attempt.effect)
  const carried = carriedSecrets(desk, attempt.action)
  const given = { ...attempt, secrets: { ...carried.secrets, ...attempt.secrets } }
  const result = carried.kind === 'refused' ? carried : await launchOf(desk, given, folder)
  const record = recordOf(given, result)
  const files = makeFolder(folder, record, filesOf(result), desk.spares.take(runOf(attempt.effect)))
  desk.prepared.set(attempt.effect, ready(desk, { effect: attempt.effect, folder, record, files }, result))
}

function ready(
  desk: Desk,
  { effect, folder, record, files }: Omit<Start, 'launch' | 'held'>,
  result: LaunchResult,
): Prepared {
  if (result.kind === 'refused') {
    closeSpool(files)
    return result
  }
  const { launch } = result
  const seated = launch.terminal === 'none' && fitsSeat(launch)
  const held = seated ? desk.seats.hold({ effect, folder, launch }) : undefined
  return { kind: 'ready', record, launch, files, held }
}

/** What waits at the gate leaves; the folder stays as it is. */
function letGo(desk: Desk, effect: EffectId): void {
  const prepared = desk.prepared.get(effect)
  desk.prepared.delete(effect)
  if (prepared?.kind !== 'ready') return
  prepared.held?.close()
  closeSpool(prepared.files)
}

const launchOf = (desk: Desk, attempt: Attempt, folder: string): Promise<LaunchResult> =>
  launchFor(attempt.action, {
    folder,
    base: desk.baseEnvironment,
    secrets: attempt.secrets,
    directory: desk.directory,
    programs: desk.programs,
    outputMaxBytes: attempt.outputMaxBytes,
    connections: desk.connections,
    destinations: desk.destinations,
    ...(desk.egress === 'free' ? {} : { egress: desk.egress }),
  })

const filesOf = (result: LaunchResult): readonly LaunchFile[] =>
  result.kind === 'launch' ? result.launch.files : []

function recordOf(attempt: Attempt, result: LaunchResult): AttemptRecord {
  const base = {
    v: 1,
    masks: masksOf(attempt, result),
    outputMaxBytes: attempt.outputMaxBytes,
    cwd: result.kind === 'launch' ? result.launch.cwd : '',
  } as const
  if (result.kind === 'refused') return base
  const { captures, resumable, argv, terminal } = result.launch
  return {
    ...base,
    ...(captures ? { captures, secrets: givenSecrets(attempt) } : {}),
    ...(terminal === 'none' ? {} : { terminal }),
    ...(resumable ? { resumable: { ...resumable, argv } } : {}),
  }
}

const givenSecrets = ({ action, secrets }: Attempt): readonly GivenSecret[] =>
  Object.entries(action.secrets).flatMap(([name, reference]) => {
    const value = secrets[name]
    return value === undefined ? [] : [{ reference, value }]
  })

/** Secrets, and what the session carries under a name that says it is one. */
function masksOf({ action, secrets }: Attempt, result: LaunchResult): readonly string[] {
  const carried = 'session' in action ? Object.entries(action.session.set) : []
  const own = 'environment' in action ? Object.entries(action.environment) : []
  const named = [...carried, ...own].filter(([name]) => secretName(name)).map(([, value]) => value)
  const found = result.kind === 'launch' ? (result.launch.masks ?? []) : []
  return [...new Set([...Object.values(secrets), ...named, ...found])].filter((value) => value !== '')
}
