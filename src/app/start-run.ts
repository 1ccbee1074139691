import { bindingFor } from '../access/binding.ts'
import { createRun } from '../driver/create.ts'
import type { DriveResult } from '../driver/drive.ts'
import { driveRun } from '../driver/drive.ts'
import { JoinedRun } from '../driver/join.ts'
import { loadRun } from '../driver/load.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanProblem } from '../plan/problem.ts'
import { makePlan } from '../plan/make.ts'
import type { Given } from '../plan/parameters.ts'
import { publicationOf } from '../library/publication.ts'
import type { RunId } from '../run/id.ts'
import { makeRunId } from '../run/id.ts'
import type { Mode } from '../run/mode.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { appAt, isApp } from './at-commit.ts'
import { authorise } from './authorise.ts'
import type { OpenRunbook } from './read-runbook.ts'
import { planText } from './plan-text.ts'
import { pinRunbooks } from './pin-runbooks.ts'
import { readLibraryRunbook } from './read-runbook.ts'

/** What is to be run: a file of the library, perhaps one section of it, with values for its parameters. */
export type RunRequest = {
  readonly path: string
  readonly section?: string
  /** The commit (or branch) whose text is run; without it what stands in the library now. */
  readonly at?: string
  readonly given: ReadonlyMap<string, Given>
}

export type PlannedRun = { readonly kind: 'planned'; readonly plan: Plan; readonly open: OpenRunbook }

/** Reads the runbook that a run is to be planned of: what it asks for before there can be a plan. */
export async function openForRun(
  app: App,
  { path, at }: Pick<RunRequest, 'path' | 'at'>,
): Promise<OpenRunbook | Trouble> {
  const no = await authorise(app, 'plan-run', path)
  if (no) return no
  const there = await appAt(app, at)
  return isApp(there) ? readLibraryRunbook(there, path) : there
}

/** Makes the plan of a run; executes nothing. Everything wrong with the request comes back at once. */
export async function planRun(app: App, request: RunRequest): Promise<PlannedRun | Trouble> {
  const no = await authorise(app, 'plan-run', request.path)
  if (no) return no
  const there = await appAt(app, request.at)
  return isApp(there) ? planHere(there, request) : there
}

async function planHere(app: App, request: RunRequest): Promise<PlannedRun | Trouble> {
  const open = await readLibraryRunbook(app, request.path)
  if (open.kind === 'trouble') return open
  const runbooks = await pinRunbooks(app, open)
  if ('why' in runbooks) return runbooks
  const result = makePlan({
    runbook: open.runbook,
    runbooks: runbooks.pinned,
    path: open.path,
    given: request.given,
    version: await app.library.version(open.path),
    documentHash: open.documentHash,
    executableHash: open.executableHash,
    environment: app.driver.environment,
    ...(request.section === undefined ? {} : { section: request.section }),
  })
  if (result.kind === 'plan') return { kind: 'planned', plan: result.plan, open }
  const [first, ...more] = result.problems.map((problem) => asTrouble(open.path, problem))
  return first ? { ...first, more } : trouble('the plan cannot be made', 'see `kneeboard lint`')
}

const asTrouble = (path: string, { message, remedy, place }: PlanProblem): Trouble => ({
  ...trouble(message, remedy),
  ...(place ? { place: { path, ...place } } : {}),
})

/**
 * Records a new run of a plan. It is driven by `driveRun` afterwards; other live runs of the same text are named. Text
 * that is not published may be run by those who may also write it.
 */
export async function startRun(
  app: App,
  plan: Plan,
  mode: Mode,
): Promise<{ readonly kind: 'started'; readonly run: RunId } | Trouble> {
  const no = await authorise(app, 'start-run', plan.runbook.path)
  if (no) return no
  // What it carries out inside is carried out by the same person.
  for (const inner of Object.keys(plan.runbooks ?? {})) {
    const innerNo = await authorise(app, 'start-run', inner)
    if (innerNo) return innerNo
  }
  const publication = publicationOf(plan.runbook.version)
  if (!publication.published && (await authorise(app, 'save-runbook', plan.runbook.path)))
    return {
      ...trouble(
        `${plan.runbook.path} is not published (${publication.rule}): ${publication.why}`,
        'have it reviewed and merged, or ask someone who may also write runbooks',
      ),
      refused: true,
    }
  const place = await placeOf(app, plan, mode)
  if ('kind' in place) return place
  const run = await createRun(app.driver, {
    plan,
    mode,
    ...place,
    startedOn: app.startedOn,
    by: app.actor,
    ...(await planText(app, plan)),
  })
  const driven = await app.runs?.drive(run)
  if (driven?.kind === 'unusable') return trouble(driven.why, driven.remedy)
  return { kind: 'started', run }
}

/** Where a run's commands start: in the directory of the runner that carries them out; else a folder of its own with the files of its commit, where the library has none. */
async function placeOf(
  app: App,
  { runbook }: Plan,
  mode: Mode,
): Promise<{ readonly cwd: string; readonly run?: RunId } | Trouble> {
  const { checkouts, driver, runners } = app
  if (runners) {
    const binding = bindingFor(await runners.kept.bindings(), runbook.path)
    if (binding) return { cwd: binding.directory }
    return mode === 'checklist' ? { cwd: '/' } : unbound(runbook.path)
  }
  const { version } = runbook
  if (!checkouts || version.kind !== 'committed') return { cwd: app.startDirectory(runbook.path) }
  const run = makeRunId(driver.clock.now(), driver.ids.random(12))
  return { run, cwd: await checkouts.make(run, version.commit) }
}

/** Nobody carries out commands of that folder: they are for copying. */
const unbound = (path: string): Trouble =>
  trouble(
    `no runner is bound to the folder of ${path}, so its commands can only be copied`,
    'start it as a checklist, have an administrator bind a runner, or run it on your own machine',
  )

/** Follows a run that another process drives, and answers in it; when that process is gone, it is driven here. */
export async function joinRun(
  app: App,
  run: RunId,
): Promise<{ readonly kind: 'joined'; readonly joined: JoinedRun } | Trouble> {
  const no = await authorise(app, 'resume-run', run)
  if (no) return no
  const loaded = await loadRun(app.driver.journal, run, app.driver.hash)
  if (loaded.kind === 'absent') return noRun(run)
  if (loaded.kind === 'unusable') return trouble(loaded.why, loaded.remedy)
  return { kind: 'joined', joined: new JoinedRun(app.driver, loaded, { takesOver: true }) }
}

/** Takes a run over and goes on with it, finding commands that are still going. */
export async function resumeRun(
  app: App,
  run: RunId,
): Promise<Extract<DriveResult, { kind: 'driving' | 'busy' }> | Trouble> {
  const no = await authorise(app, 'resume-run', run)
  if (no) return no
  const result = app.runs ? await app.runs.drive(run) : await driveRun(app.driver, run)
  switch (result.kind) {
    case 'driving':
    case 'busy':
      return result
    case 'absent':
      return noRun(run)
    case 'unusable':
      return trouble(result.why, result.remedy)
  }
}
