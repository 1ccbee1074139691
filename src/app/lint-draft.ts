import { readRunbook } from '../document/read.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { visibleFiles } from './visible.ts'
import { libraryLint } from './lint-config.ts'

/** What the linter says of a text that is not saved: what an editor shows while someone types. `today` is `YYYY-MM-DD`. */
export async function lintDraft(
  app: App,
  draft: { readonly path: string; readonly text: string; readonly today: string },
): Promise<{ readonly kind: 'linted'; readonly findings: readonly Finding[] } | Trouble> {
  const no = await authorise(app, 'lint-library')
  if (no) return no
  const read = readSource(new TextEncoder().encode(draft.text))
  if (read.kind === 'not-text') return trouble(`this is not text: ${read.why}`, 'write it as UTF-8')
  const { config } = await libraryLint(app)
  const runbook = readRunbook(read.source, draft.path.split('/').at(-1) ?? draft.path)
  const files = new Set((await visibleFiles(app)).map(({ path }) => path))
  const facts = { today: draft.today, path: draft.path, files, environment: app.driver.environment }
  return { kind: 'linted', findings: lintRunbook(runbook, facts, config) }
}
