import { runbooksIn } from '../plan/pinned.ts'
import type { PinnedRunbook } from '../plan/plan.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import type { OpenRunbook } from './read-runbook.ts'
import { readLibraryRunbook } from './read-runbook.ts'
import { sieve } from './visible.ts'

/** Runbooks inside runbooks, and all of them together: more is a circle nobody sees, or a whole library. */
const depthMax = 10
const countMax = 100

export type PinnedRunbooks = { readonly pinned: Readonly<Record<string, PinnedRunbook>> }

/**
 * Holds fast the text of every runbook that a runbook carries out, and of those that they do. What cannot be read
 * is left out: a link to it is a step for a person, and a block that names it makes no plan.
 */
export async function pinRunbooks(app: App, top: OpenRunbook): Promise<PinnedRunbooks | Trouble> {
  const passes = sieve(app, 'show-runbook')
  const pinned: Record<string, PinnedRunbook> = {}
  const visit = async (open: OpenRunbook, above: readonly string[]): Promise<Trouble | undefined> => {
    const path = [...above, open.path]
    for (const next of runbooksIn(open.runbook, open.path)) {
      if (path.includes(next)) return circle([...path.slice(path.indexOf(next)), next])
      if (Object.hasOwn(pinned, next)) continue
      if (path.length > depthMax || Object.keys(pinned).length >= countMax) return tooMany(open.path)
      const read = await readLibraryRunbook(app, next)
      // One the asker may not see is as one that is not there.
      if (read.kind === 'trouble' || !(await passes(read.path))) continue
      const { runbook, documentHash } = read
      pinned[next] = {
        text: runbook.source.text,
        documentHash,
        version: await app.library.version(next),
        parameters: runbook.parameters.map(({ name }) => name),
      }
      const problem = await visit(read, path)
      if (problem) return problem
    }
    return undefined
  }
  return (await visit(top, [])) ?? { pinned }
}

const circle = (path: readonly string[]): Trouble =>
  trouble(
    `these runbooks carry out each other in a circle: ${path.join(' → ')}`,
    'make one of the links part of a sentence: then it is only a link',
  )

const tooMany = (path: string): Trouble =>
  trouble(
    `${path} carries out more runbooks than can be followed: ${depthMax} inside each other, ${countMax} in all`,
    'run some of them by themselves',
  )
