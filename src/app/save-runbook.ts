import { documentHash } from '../document/executable.ts'
import type { Sha256 } from '../hash/sha256.ts'
import type { Proposal } from '../ports/library.ts'
import type { Replacement } from '../text/replacement.ts'
import { applyReplacements } from '../text/replacement.ts'
import type { Source } from '../text/source.ts'
import { readSource, writeSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'

/** A text as somebody left it, and which bytes they began from. */
export type SaveRequest = { readonly path: string; readonly text: string; readonly replaces: string }

export type SavedRunbook = {
  readonly kind: 'saved'
  readonly hash: Sha256
  /** Where what was saved waits for a review; absent where it is the library's text at once. */
  readonly proposal?: Proposal
}

/**
 * Saves what somebody wrote over the file they opened. Lines they did not touch keep their endings; when the file is
 * not the one they opened, nothing is written.
 */
export async function saveRunbook(
  app: App,
  { path, text, replaces }: SaveRequest,
): Promise<SavedRunbook | Trouble> {
  const no = await authorise(app, 'save-runbook', path)
  if (no) return no
  return writeOver(app, { path, text, replaces }, app.actor.id)
}

/**
 * Puts what somebody wrote on a branch, with the way to its review; only where writing makes branches. What an agent
 * wrote is on branches of its own, which say that an agent wrote it.
 */
export async function proposeEdit(
  app: App,
  { path, text, replaces }: SaveRequest,
): Promise<SavedRunbook | Trouble> {
  const no = await authorise(app, 'propose-edit', path)
  if (no) return no
  if (!app.source)
    return trouble(
      'this library is a folder, and a change of it is there at once',
      'give the text to a person who may save it, or serve the library from a git repository',
    )
  const { actor, access } = app
  const isAgent =
    actor.kind === 'agent' || (access.kind === 'granted' && access.principal.agent !== undefined)
  return writeOver(app, { path, text, replaces }, isAgent ? `agent of ${actor.id}` : actor.id)
}

async function writeOver(
  app: App,
  { path, text, replaces }: SaveRequest,
  by: string,
): Promise<SavedRunbook | Trouble> {
  const read = await app.library.read(path)
  if (read.kind === 'refused') return trouble(read.why, read.remedy)
  // In a repository what somebody saved a moment ago is on a branch of theirs, and they go on from there.
  const isThere = documentHash(read.bytes) === replaces
  const draft = isThere ? undefined : await app.library.draft?.(read.path, by, replaces)
  const bytes = draft ?? read.bytes
  const found = readSource(bytes)
  if (found.kind === 'not-text')
    return trouble(`${read.path} is not a text file: ${found.why}`, 'save it as UTF-8')
  const there = documentHash(bytes)
  if (there !== replaces) return conflict(read.path)
  const written = await app.library.write({
    path: read.path,
    bytes: writeSource(withText(found.source, text)),
    replaces: there,
    by,
  })
  switch (written.kind) {
    case 'written':
      await noted(app, { type: 'runbook.saved', path: read.path, before: there, after: written.hash })
      return {
        kind: 'saved',
        hash: written.hash,
        ...(written.proposal ? { proposal: written.proposal } : {}),
      }
    case 'conflict':
      return conflict(read.path)
    case 'refused':
      return trouble(written.why, written.remedy)
  }
}

const conflict = (path: string): Trouble =>
  trouble(
    `${path} has been changed by somebody else since it was opened`,
    'keep your text somewhere, open the file again, and repeat the change',
  )

/** The source with another text: what both begin and end with stays as its bytes are. */
function withText(source: Source, text: string): Source {
  const change = changeOf(source.text, text)
  const replaced = change && applyReplacements(source, [change])
  return replaced?.kind === 'replaced' ? replaced.source : source
}

function changeOf(before: string, after: string): Replacement | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let tail = 0
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { range: { from, to: before.length - tail }, text: after.slice(from, after.length - tail) }
}
