import { planTree } from '../plan/tree.ts'
import type { Rung } from '../plan/plan.ts'
import { offersOf } from '../plan/offer.ts'
import { lineStarts } from '../text/range.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { visibleFiles } from './visible.ts'
import type { OpenRunbook } from './read-runbook.ts'
import { readLibraryRunbook } from './read-runbook.ts'
import { validationIn } from './validation.ts'

/** One file of the library as a list shows it. */
export type LibraryEntry =
  | {
      readonly kind: 'runbook'
      readonly path: string
      readonly title: string
      readonly purpose: 'runbook' | 'playbook'
      readonly owner?: string
      readonly updated?: string
      readonly status?: string
      readonly validation: 'none' | 'current' | 'lapsed'
      readonly parameters: number
      /** Zero: a document for reading. */
      readonly steps: number
      /** How far its steps have climbed the ladder. */
      readonly rungs: Readonly<Record<Rung, number>>
    }
  | { readonly kind: 'unreadable'; readonly path: string; readonly why: string; readonly remedy: string }

/** Every Markdown file of the library, by path. A file that cannot be read is named, and hides no other. */
export async function listLibrary(app: App): Promise<readonly LibraryEntry[] | Trouble> {
  const no = await authorise(app, 'list-library')
  if (no) return no
  const entries: LibraryEntry[] = []
  for (const { path } of await visibleFiles(app)) {
    const open = await readLibraryRunbook(app, path)
    entries.push(
      open.kind === 'trouble'
        ? { kind: 'unreadable', path, why: open.why, remedy: open.remedy }
        : await entryOf(app, open),
    )
  }
  return entries
}

async function entryOf(app: App, { path, runbook }: OpenRunbook): Promise<LibraryEntry> {
  const { metadata } = runbook
  const rungs = rungsOf(app, runbook)
  const optional = {
    owner: metadata.owner?.text ?? metadata.author?.text,
    updated: metadata.updated?.text,
    status: metadata.status?.text,
  }
  return {
    kind: 'runbook',
    path,
    title: runbook.title.text,
    purpose: runbook.kind,
    validation: (await validationIn(app, path, runbook)).kind,
    parameters: runbook.parameters.length,
    steps: rungs.manual + rungs.assisted + rungs.auto,
    rungs,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

function rungsOf(app: App, runbook: OpenRunbook['runbook']): Record<Rung, number> {
  const offers = offersOf(runbook, app.driver.environment)
  const tree = planTree({ runbook, offers, starts: lineStarts(runbook.source.text) }, undefined)
  const rungs = { manual: 0, assisted: 0, auto: 0 }
  if (tree.kind === 'tree') {
    for (const step of Object.values(tree.steps)) if (step.kind === 'step') rungs[step.rung]++
  }
  return rungs
}
