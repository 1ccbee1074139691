import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import { loadRun } from '../src/driver/load.ts'
import type { Sha256 } from '../src/hash/sha256.ts'
import type { JournalEntry } from '../src/ports/journal.ts'
import { chainNext, chainStart } from '../src/run/event/chain.ts'
import type { SealedBlob } from '../src/run/event/stored.ts'
import { everyDigest, seal, sealValue } from '../src/run/event/stored.ts'
import { headOf } from '../src/run/headline.ts'
import { parseRunId } from '../src/run/id.ts'
import type { ReadonlyRunState } from '../src/run/state.ts'
import type { HistoryLine } from '../test/histories/history.ts'
import { stories } from '../test/histories/stories.ts'

/**
 * Writes runs as histories that will be replayed for ever. What is there already is never written again.
 *
 *     node tools/record-history.ts JOURNAL RUN FILE     a run of a journal
 *     node tools/record-history.ts --stories            runs that are told in memory: test/histories/stories.ts
 */
const [first = '', id = '', target = ''] = process.argv.slice(2)
if (first === '--stories') tellStories()
else await takeFrom(first, id, target)

async function takeFrom(file: string, written: string, into: string): Promise<void> {
  const run = parseRunId(written)
  if (!run || into === '') throw new Error('usage: node tools/record-history.ts JOURNAL RUN FILE')
  const journal = await openSqliteJournal(file)
  const loaded = await loadRun(journal, run)
  if (loaded.kind !== 'run') throw new Error(`the run is ${loaded.kind}`)
  const entries = await journal.read(run, 0)
  const blobs: SealedBlob[] = []
  for (const digest of new Set(entries.flatMap(({ bytes }) => everyDigest(bytes)))) {
    const bytes = await journal.blob(digest)
    if (bytes) blobs.push({ digest, bytes })
  }
  await journal.close()
  write(into, loaded.fold.state, entries, blobs, loaded.last)
}

function tellStories(): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const folder = join('test/histories', version)
  mkdirSync(folder, { recursive: true })
  for (const [name, tell] of Object.entries(stories)) {
    const file = join(folder, `${name}.jsonl`)
    if (existsSync(file)) continue
    const { state, facts, plan } = tell()
    const salt = () => new Uint8Array(16)
    const planBlob = sealValue(plan, salt())
    const blobs: SealedBlob[] = [planBlob]
    const entries: JournalEntry[] = []
    let last: Sha256 = chainStart(state.run)
    for (const { event, ...told } of facts) {
      const sealed = seal(
        { ...told, event: event.type === 'run.created' ? { ...event, plan: planBlob.digest } : event },
        salt,
      )
      last = chainNext(last, sealed.text)
      entries.push({ seq: told.seq, bytes: new TextEncoder().encode(sealed.text), hash: last })
      blobs.push(...sealed.blobs)
    }
    write(file, state, entries, blobs, last)
    console.log(file)
  }
}

function write(
  file: string,
  state: ReadonlyRunState,
  entries: readonly JournalEntry[],
  blobs: readonly SealedBlob[],
  last: Sha256,
): void {
  const { run, stepsDone, seq } = state
  const head = headOf(state, last)
  const lines: HistoryLine[] = [
    { kind: 'run', run, ended: state.ended?.status ?? 'open', stepsDone, seq, head },
    ...blobs.map(({ digest, bytes }): HistoryLine => ({
      kind: 'blob',
      digest,
      base64: Buffer.from(bytes).toString('base64'),
    })),
    ...entries.map(({ seq: number, hash, bytes }): HistoryLine => ({
      kind: 'entry',
      seq: number,
      hash,
      text: new TextDecoder().decode(bytes),
    })),
  ]
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, { flag: 'wx' })
}
