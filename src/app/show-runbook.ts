import type { Block } from '../document/block.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import type { Offer } from '../plan/offer.ts'
import { offersOf } from '../plan/offer.ts'
import { writeSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { libraryLint } from './lint-config.ts'
import { keptFindings } from './lint-library.ts'
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
  return {
    ...open,
    offers: offersOf(open.runbook, app.driver.environment),
    findings: await findingsOf(app, open, today),
  }
}

async function findingsOf(
  app: App,
  { path, runbook }: OpenRunbook,
  today: string,
): Promise<readonly Finding[]> {
  const { config } = await libraryLint(app)
  const files = (await app.library.files()).map((file) => file.path)
  const kept = keptFindings(app, { cache: 'use', config, today }, files)
  const bytes = writeSource(runbook.source)
  const known = kept?.find(path, bytes)
  if (known) return known
  const facts = { today, path, files: new Set(files), environment: app.driver.environment }
  const findings = lintRunbook(runbook, facts, config)
  // Showing a file starts no other program; what is kept for lint is everything that lint finds.
  if (kept && !app.shellCheck?.()) {
    kept.keep(path, bytes, findings)
    kept.save()
  }
  return findings
}
