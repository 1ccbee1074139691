import type { Block } from '../document/block.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import type { Offer } from '../plan/offer.ts'
import { offersOf } from '../plan/offer.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { libraryLint } from './lint-config.ts'
import type { OpenRunbook } from './read-runbook.ts'
import { readLibraryRunbook } from './read-runbook.ts'

/** A runbook with what may be done with each of its blocks and what the linter says. */
export type ShownRunbook = OpenRunbook & {
  readonly offers: ReadonlyMap<Block, Offer>
  readonly findings: readonly Finding[]
}

/** Reads one runbook for showing. `today` is `YYYY-MM-DD`. */
export async function showRunbook(app: App, path: string, today: string): Promise<ShownRunbook | Trouble> {
  const no = authorise(app.actor, 'show-runbook')
  if (no) return no
  const open = await readLibraryRunbook(app, path)
  if (open.kind === 'trouble') return open
  const files = new Set((await app.library.files()).map((file) => file.path))
  const facts = { today, path: open.path, files, environment: app.driver.environment }
  return {
    ...open,
    offers: offersOf(open.runbook, app.driver.environment),
    findings: lintRunbook(open.runbook, facts, (await libraryLint(app)).config),
  }
}
