import { plainSha256 } from '../hash/sha256.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import { ledgerDigest, openLedger } from '../ledger/ledger-entry.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'
import { exportReadme } from './export-readme.ts'
import type { ExportedFile } from './export-files.ts'
import { runFiles } from './export-files.ts'
import { ledgerEntries } from './read-ledger.ts'

export type ExportRequest = {
  /** `all`: the whole record, so that a missing run can be seen in it. */
  readonly runs: readonly RunId[] | 'all'
  /** Without them an export proves what was written, and shows nothing that could be erased. */
  readonly privateValues: 'with' | 'without'
}

/**
 * Everything of runs that somebody else needs to read and to verify them, file by file: entries as they were
 * stored, private values, logs, plan, text, report, the ledger from their beginning, and a manifest at the end.
 * The same record gives the same bytes.
 */
export async function exportRuns(
  app: App,
  request: ExportRequest,
): Promise<{ readonly kind: 'export'; readonly files: AsyncGenerator<ExportedFile> } | Trouble> {
  const no = request.runs === 'all' ? await authorise(app, 'export-record') : undefined
  if (no) return no
  const runs = request.runs === 'all' ? await allRuns(app) : request.runs
  for (const run of request.runs === 'all' ? [] : request.runs) {
    const runNo = await authorise(app, 'export-run', run)
    if (runNo) return runNo
  }
  for (const run of runs) if ((await app.driver.journal.head(run)) === undefined) return noRun(run)
  const [only, ...more] = request.runs === 'all' ? [] : request.runs
  await noted(app, {
    type: 'record.taken',
    what: 'export',
    ...(only && more.length === 0 ? { run: only } : {}),
  })
  return { kind: 'export', files: filesOf(app, runs.toSorted(), request) }
}

async function allRuns({ driver }: App): Promise<readonly RunId[]> {
  const runs: RunId[] = []
  for (;;) {
    const before = runs.at(-1)
    const page = await driver.journal.heads({ limit: 500, ...(before ? { before } : {}) })
    if (page.length === 0) return runs
    runs.push(...page.map(({ run }) => run))
  }
}

async function* filesOf(
  app: App,
  runs: readonly RunId[],
  { privateValues, runs: asked }: ExportRequest,
): AsyncGenerator<ExportedFile> {
  const listed: { path: string; bytes: number; sha256: string }[] = []
  const list = (file: ExportedFile): ExportedFile => {
    listed.push({ path: file.path, bytes: file.bytes.length, sha256: plainSha256(file.bytes) })
    return file
  }
  const whole = asked === 'all'
  yield list({ path: 'README.md', bytes: encode(exportReadme(whole)) })
  const ledger = await ledgerEntries(app.ledger, 0)
  yield list({ path: 'ledger.jsonl', bytes: encode(ledgerLines(ledger, runs, whole)) })
  for (const run of runs)
    for await (const file of runFiles(app, run, privateValues))
      yield list({ ...file, path: `runs/${run}/${file.path}` })
  const tip = ledger.at(-1)
  const manifest = {
    schema: 'kneeboard.export/1',
    whole,
    privateValues: privateValues === 'with',
    runs,
    ledger: { entries: tip?.seq ?? 0, tip: tip?.hash ?? '' },
    files: listed,
  }
  yield { path: 'manifest.json', bytes: encode(`${JSON.stringify(manifest, undefined, 2)}\n`) }
}

/**
 * The ledger from just before the first entry on these runs to its tip. Entries on other runs are shown only as
 * the digests the chain runs over: they are nobody's business, and yet the chain can be followed.
 */
function ledgerLines(ledger: readonly LedgerEntry[], runs: readonly RunId[], whole: boolean): string {
  const mine = new Set<string>(runs)
  const entries = ledger.map((entry) => ({ ...entry, shown: whole || isOn(entry.bytes, mine) }))
  const first = whole
    ? 0
    : Math.max(
        0,
        entries.findIndex(({ shown }) => shown),
      )
  const before = entries[first - 1]
  const lines = [
    { seq: before?.seq ?? 0, ...(before ? { hash: before.hash } : {}) },
    ...entries
      .slice(first)
      .map(({ seq, hash, bytes, shown }) =>
        shown
          ? { seq, hash, entry: new TextDecoder().decode(bytes) }
          : { seq, hash, digest: ledgerDigest(bytes) },
      ),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function isOn(bytes: Uint8Array, runs: ReadonlySet<string>): boolean {
  const opened = openLedger(bytes)
  return opened.kind === 'fact' && 'run' in opened.fact.event && runs.has(opened.fact.event.run)
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
