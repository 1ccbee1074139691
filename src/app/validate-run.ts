import type { RunId } from '../run/id.ts'
import { objectionsTo, stepsWithoutRemark } from '../run/validation.ts'
import { rfc3339 } from '../run/report/instant.ts'
import type { Statement } from '../library/validation.ts'
import { stepsStated, validationPath, writeStatements } from '../library/validation.ts'
import { documentHash } from '../document/executable.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Proposal } from '../ports/library.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'
import { readLibraryRunbook } from './read-runbook.ts'
import { readRun } from './read-run.ts'
import { touchRun } from './touch-run.ts'
import { statementsIn } from './validation.ts'

export type ValidateRequest = {
  readonly note?: string
  /** `works`: of steps without a remark, whoever asks says that they work. */
  readonly unremarked: 'works' | 'refuse'
}

export type Validated = {
  readonly kind: 'validated'
  readonly statement: Statement
  readonly file: string
  readonly proposal?: Proposal
}

/** States that the runbook of a run works, in a file beside the library; says everything that stands against it. */
export async function validateRun(
  app: App,
  run: RunId,
  request: ValidateRequest,
): Promise<Validated | Trouble> {
  const no = await authorise(app, 'validate-run', run)
  if (no) return no
  if (request.unremarked === 'works') {
    const marked = await markWorking(app, run)
    if (marked) return marked
  }
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const { state } = loaded.fold
  const { path, executableHash } = state.plan.runbook
  const open = await readLibraryRunbook(app, path)
  if (open.kind === 'trouble') return open
  const objections = [
    ...objectionsTo(state, loaded.facts, {
      id: app.actor.id,
      authors: await authorsOf(app, path, open.runbook),
    }),
    ...(open.executableHash === executableHash ? [] : ['the steps have changed since the run']),
  ]
  const [first, ...more] = objections.map((why) => trouble(why, 'a statement needs all of it'))
  if (first) return { ...first, more }
  const statement: Statement = {
    executableHash: open.executableHash,
    steps: stepsStated(open.runbook),
    by: app.actor.id,
    at: rfc3339(app.driver.clock.now()),
    run,
    tip: loaded.last,
    ...(request.note === undefined ? {} : { note: request.note }),
  }
  return write(app, path, statement)
}

async function markWorking(app: App, run: RunId): Promise<Trouble | undefined> {
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  for (const step of stepsWithoutRemark(loaded.fold.state, loaded.facts)) {
    const said = await touchRun(app, run, { kind: 'remark', step, verdict: 'works' })
    if (said.kind === 'trouble') return said
  }
  return undefined
}

async function authorsOf(app: App, path: string, { metadata }: Runbook): Promise<readonly string[]> {
  const named = metadata.author?.text.split(/[,;&]| and /).map((name) => name.trim()) ?? []
  return [...named.filter((name) => name !== ''), ...(await app.library.authors(path))]
}

async function write(app: App, path: string, statement: Statement): Promise<Validated | Trouble> {
  const file = validationPath(path)
  const read = await app.library.read(file)
  const before = await statementsIn(app, path)
  const text = writeStatements(path, [...before, statement])
  const written = await app.library.write({
    path: file,
    bytes: new TextEncoder().encode(text),
    replaces: read.kind === 'file' ? documentHash(read.bytes) : 'nothing',
    by: app.actor.id,
  })
  switch (written.kind) {
    case 'written':
      await noted(app, { type: 'runbook.validated', path, run: statement.run })
      return {
        kind: 'validated',
        statement,
        file,
        ...(written.proposal ? { proposal: written.proposal } : {}),
      }
    case 'conflict':
      return trouble(`${file} was changed by someone else meanwhile`, 'try again')
    case 'refused':
      return trouble(written.why, written.remedy)
  }
}
