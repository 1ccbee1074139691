import { documentHash } from '../document/executable.ts'
import type { Plan } from '../plan/plan.ts'
import type { App } from './app.ts'
import { appAt, isApp } from './at-commit.ts'

/** The text a plan was made from, as long as the file is still that one: what was run can be read later. */
export async function planText(app: App, { runbook }: Plan): Promise<{ readonly text?: string }> {
  const { path, version } = runbook
  const there = await appAt(app, version.kind === 'committed' && app.history ? version.commit : undefined)
  const read = isApp(there) ? await there.library.read(path) : there
  if (read.kind !== 'file' || documentHash(read.bytes) !== runbook.documentHash) return {}
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(read.bytes) }
}
