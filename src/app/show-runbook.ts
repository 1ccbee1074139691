import type { Block } from '../document/block.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import type { Offer } from '../plan/offer.ts'
import { offersOf } from '../plan/offer.ts'
import { writeSource } from '../text/source.ts'
import type { ValidationState } from '../library/validation.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { visibleFiles } from './visible.ts'
import { libraryLint } from './lint-config.ts'
import { keptFindings } from './lint-library.ts'
import type { OpenRunbook } from './read-runbook.ts'
import { readLibraryRunbook } from './read-runbook.ts'
import { validationFact, validationIn } from './validation.ts'

/** A runbook with what may be done with each of its blocks and what the linter says. */
export type ShownRunbook = OpenRunbook & {
  readonly offers: ReadonlyMap<Block, Offer>
  readonly findings: readonly Finding[]
  readonly validation: ValidationState
}

/** Reads one runbook for showing. `today` is `YYYY-MM-DD`. */
export async function showRunbook(app: App, path: string, today: string): Promise<ShownRunbook | Trouble> {
  const no = await authorise(app, 'show-runbook', path)
  if (no) return no
  const open = await readLibraryRunbook(app, path)
  if (open.kind === 'trouble') return open
  return {
    ...open,
    offers: offersOf(open.runbook, app.driver.environment),
    findings: await findingsOf(app, open, today),
    validation: await validationIn(app, open.path, open.runbook),
  }
}

async function findingsOf(
  app: App,
  { path, runbook }: OpenRunbook,
  today: string,
): Promise<readonly Finding[]> {
  const { config } = await libraryLint(app)
  const files = (await visibleFiles(app)).map((file) => file.path)
  const kept = keptFindings(app, { cache: 'use', config, today }, files)
  const bytes = writeSource(runbook.source)
  const validation = await validationFact(app, path, bytes)
  const keptAs = validation.validation === undefined ? path : `${path} ${validation.validation}`
  const known = kept?.find(keptAs, bytes)
  if (known) return known
  const facts = { today, path, files: new Set(files), environment: app.driver.environment, ...validation }
  const findings = lintRunbook(runbook, facts, config)
  // Showing a file starts no other program; what is kept for lint is everything that lint finds.
  if (kept && !app.shellCheck?.()) {
    kept.keep(keptAs, bytes, findings)
    kept.save()
  }
  return findings
}
