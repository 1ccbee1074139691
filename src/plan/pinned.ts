import { readActionBlock } from '../action/action-block.ts'
import { executableHash } from '../document/executable.ts'
import { readRunbook } from '../document/read.ts'
import type { Runbook } from '../document/runbook.ts'
import { blocksOf, stepsWithin } from '../document/step.ts'
import { sourceOf } from '../text/source.ts'
import { makePlan } from './make.ts'
import type { PlanResult } from './make.ts'
import type { Given } from './parameters.ts'
import type { Plan } from './plan.ts'
import { runbookPath } from './runbook-path.ts'

/** The runbooks that a runbook's steps carry out, as paths of the library, each once. */
export function runbooksIn(runbook: Runbook, path: string): readonly string[] {
  const written = [...stepsWithin(runbook.steps)].flatMap((step) => [
    ...(step.runbookLink ? [step.runbookLink.href] : []),
    ...blocksOf(step).flatMap(({ actionWord, text }) => {
      const read = actionWord === 'runbook' ? readActionBlock(actionWord, text) : undefined
      return read?.kind === 'action' && read.input.action === 'runbook' ? [read.input.path] : []
    }),
  ])
  return [...new Set(written.flatMap((href) => runbookPath(path, href) ?? []))]
}

/** The plan of a runbook that a plan holds fast, now that its parameters are known. Pure. */
export function planOfPinned(
  plan: Plan,
  { path, section, given }: PinnedRequest,
  environment: ReadonlySet<string>,
): PlanResult {
  const pinned = plan.runbooks?.[path]
  if (!pinned) return missing(path)
  const runbook = readRunbook(sourceOf(pinned.text), path.split('/').at(-1) ?? path)
  return makePlan({
    runbook,
    path,
    given,
    version: pinned.version,
    documentHash: pinned.documentHash,
    executableHash: executableHash(runbook),
    environment,
    ...(plan.runbooks ? { runbooks: plan.runbooks } : {}),
    ...(section === undefined ? {} : { section }),
  })
}

export type PinnedRequest = {
  readonly path: string
  readonly section?: string
  readonly given: ReadonlyMap<string, Given>
}

const missing = (path: string): PlanResult => ({
  kind: 'problems',
  problems: [{ message: `the plan does not hold ${path}`, remedy: 'start the run anew' }],
})
