import { parseSha256, plainSha256 } from '../hash/sha256.ts'
import { openBytes } from '../run/event/stored.ts'
import type { Evidence } from '../run/evidence.ts'
import { evidenceOf } from '../run/evidence.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'
import { readRun } from './read-run.ts'

/** Everything that was kept with a run as evidence. */
export async function listEvidence(app: App, run: RunId): Promise<readonly Evidence[] | Trouble> {
  const no = await authorise(app, 'read-evidence', run)
  if (no) return no
  const loaded = await readRun(app, run)
  return loaded.kind === 'trouble' ? loaded : evidenceOf(loaded.facts)
}

/** The bytes of an attached file, checked against the sum in its fact. */
export async function readEvidence(
  app: App,
  run: RunId,
  number: number,
): Promise<{ readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array } | Trouble> {
  const no = await authorise(app, 'read-evidence', run)
  if (no) return no
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const found = evidenceOf(loaded.facts).find((each) => each.number === number)
  const remedy = `see \`kneeboard evidence ${run}\``
  if (!found) return trouble(`there is no evidence ${number}`, remedy)
  if (found.kind === 'text') return trouble(`evidence ${number} is words, not a file`, remedy)
  const digest = parseSha256(found.content)
  const sealed = digest && (await app.driver.journal.blob(digest))
  if (!digest || !sealed) return trouble(`the file ${found.name} has been erased`, remedy)
  const bytes = openBytes(digest, sealed)
  if (!bytes || (found.sha256 !== '' && plainSha256(bytes) !== found.sha256))
    return trouble(`the file ${found.name} is not what was attached`, 'see `kneeboard audit verify`')
  await noted(app, { type: 'record.taken', what: 'attachment', run })
  return { kind: 'file', name: found.name, bytes }
}
