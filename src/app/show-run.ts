import type { LoadedRun } from '../driver/load.ts'
import type { HeadFilter } from '../ports/journal.ts'
import type { RunHead } from '../run/head.ts'
import type { RunId } from '../run/id.ts'
import { parseRunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readRun } from './read-run.ts'
import { visibleHeads } from './visible.ts'

/** Runs, newest first. */
export async function listRuns(app: App, filter: HeadFilter): Promise<readonly RunHead[] | Trouble> {
  return (await authorise(app, 'list-runs')) ?? visibleHeads(app, filter)
}

/** A run with all its facts. */
export async function showRun(app: App, run: RunId): Promise<LoadedRun | Trouble> {
  const no = await authorise(app, 'show-run', run)
  if (no) return no
  return readRun(app, run)
}

/**
 * Finds the run a person means: a whole id, the end or beginning of one, or nothing for the newest that somebody
 * began (open ones first when `prefer` says so); one inside it goes with it.
 */
export async function findRun(
  app: App,
  written: string | undefined,
  prefer: 'open' | 'newest',
): Promise<{ readonly kind: 'found'; readonly run: RunId } | Trouble> {
  const no = await authorise(app, 'list-runs')
  if (no) return no
  const exact = written === undefined ? undefined : parseRunId(written)
  if (exact) return { kind: 'found', run: exact }
  if (written === undefined) {
    const heads = await visibleHeads(app, { limit: 1000, outermost: true })
    const head =
      (prefer === 'open' ? heads.find(({ open }) => open) : undefined) ??
      (prefer === 'newest' ? heads[0] : undefined)
    return head
      ? { kind: 'found', run: head.run }
      : trouble(
          prefer === 'open' ? 'no run is open' : 'there are no runs yet',
          'start one: kneeboard run FILE',
        )
  }
  const heads = await visibleHeads(app, { limit: 1000 })
  const fits = heads.filter(({ run }) => run.endsWith(written) || run.startsWith(written))
  const [first, second] = fits
  if (!first) return noRun(written)
  return second
    ? trouble(`${written} fits ${fits.length} runs`, 'write more of the id')
    : { kind: 'found', run: first.run }
}
