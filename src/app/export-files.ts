import type { LoadedRun } from '../driver/load.ts'
import { loadRun } from '../driver/load.ts'
import { parseSha256 } from '../hash/sha256.ts'
import { logLine } from '../ledger/log-lines.ts'
import type { JournalEntry } from '../ports/journal.ts'
import { everyDigest, openBytes, readEnvelope } from '../run/event/stored.ts'
import { evidenceOf } from '../run/evidence.ts'
import type { RunId } from '../run/id.ts'
import { effectId } from '../run/id.ts'
import { reportHtml } from '../run/report/html/page.ts'
import { reportMarkdown } from '../run/report/markdown.ts'
import type { App } from './app.ts'
import { runReport } from './run-report.ts'

/** A file of an export: where it lies in it, and its bytes. */
export type ExportedFile = { readonly path: string; readonly bytes: Uint8Array }

/** The files of one run, in the order of their names. What was erased is not there, and nothing else is missing. */
export async function* runFiles(
  app: App,
  run: RunId,
  privateValues: 'with' | 'without',
): AsyncGenerator<ExportedFile> {
  const entries = await app.driver.journal.read(run, 0)
  const journal = { path: 'journal.jsonl', bytes: linesOf(entries) }
  if (privateValues === 'without') {
    yield journal
    return
  }
  const loaded = await loadRun(app.driver.journal, run, app.driver.hash)
  // A run whose plan was erased can be verified, and not be told any more.
  if (loaded.kind === 'run') yield* attachments(app, loaded)
  yield* blobs(app, entries)
  if (loaded.kind === 'run') yield* documents(loaded)
  yield journal
  yield* logs(app, run, entries)
  if (loaded.kind !== 'run') return
  yield { path: 'plan.json', bytes: json(loaded.fold.state.plan) }
  const reported = await runReport(app, run)
  if (reported.kind === 'trouble') return
  yield { path: 'report.html', bytes: encode(reportHtml(reported.report)) }
  yield { path: 'report.json', bytes: json(reported.report) }
  yield { path: 'report.md', bytes: encode(reportMarkdown(reported.report)) }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const json = (value: unknown): Uint8Array => encode(`${JSON.stringify(value, undefined, 2)}\n`)

/** Entries one a line, each as it was stored: an entry is one JSON value and has no line feed in it. */
function linesOf(entries: readonly JournalEntry[]): Uint8Array {
  const whole = new Uint8Array(entries.reduce((sum, { bytes }) => sum + bytes.length + 1, 0))
  let at = 0
  for (const { bytes } of entries) {
    whole.set(bytes, at)
    at += bytes.length
    whole[at++] = 0x0a
  }
  return whole
}

/**
 * Private values as they lie under their digests: salt, then content. Variables that commands hand on stay here:
 * they are no evidence, and are where a secret ends up that somebody exported.
 */
async function* blobs({ driver }: App, entries: readonly JournalEntry[]): AsyncGenerator<ExportedFile> {
  const handedOn = new Set(entries.flatMap(({ bytes }) => sessionDigests(bytes)))
  for (const digest of [...new Set(entries.flatMap(({ bytes }) => everyDigest(bytes)))].toSorted()) {
    if (handedOn.has(digest)) continue
    const bytes = await driver.journal.blob(digest)
    if (bytes) yield { path: `blobs/${digest.replace('sha256:', '')}`, bytes }
  }
}

function sessionDigests(bytes: Uint8Array): readonly string[] {
  const read = readEnvelope(bytes)
  const session = read.kind === 'envelope' ? read.envelope.data['session'] : undefined
  return typeof session === 'object' &&
    session !== null &&
    'blob' in session &&
    typeof session.blob === 'string'
    ? [session.blob]
    : []
}

async function* logs(app: App, run: RunId, entries: readonly JournalEntry[]): AsyncGenerator<ExportedFile> {
  for (const { seq } of entries) {
    const chunks = await app.logs.read(effectId(run, seq), 0)
    if (chunks.length > 0) yield { path: `logs/${seq}.jsonl`, bytes: encode(chunks.map(logLine).join('')) }
  }
}

/** Files that were kept with the run, as they were given. */
async function* attachments({ driver }: App, { facts }: LoadedRun): AsyncGenerator<ExportedFile> {
  for (const evidence of evidenceOf(facts)) {
    const digest = evidence.kind === 'file' ? parseSha256(evidence.content) : undefined
    const sealed = digest && (await driver.journal.blob(digest))
    const bytes = digest && sealed && openBytes(digest, sealed)
    if (bytes && evidence.kind === 'file')
      yield { path: `attachments/${evidence.number}-${evidence.name}`, bytes }
  }
}

/** The text that was run, and each corrected one it went on with, to the byte. */
function* documents({ facts }: LoadedRun): Generator<ExportedFile> {
  for (const { seq, event } of facts) {
    if (event.type !== 'run.created' && event.type !== 'plan.replaced') continue
    const path = seq === 1 ? 'document.md' : `document-${seq}.md`
    if (event.text && 'private' in event.text) yield { path, bytes: encode(event.text.private) }
  }
}
