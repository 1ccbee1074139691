import { writeFileSync } from 'node:fs'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import { loadRun } from '../src/driver/load.ts'
import { digestsIn, readEnvelope } from '../src/run/event/stored.ts'
import { parseRunId } from '../src/run/id.ts'
import { parseSha256 } from '../src/hash/sha256.ts'
import type { HistoryLine } from '../test/histories/history.ts'

/** Writes a run of a journal as a history that will be replayed for ever: `node tools/record-history.ts JOURNAL RUN FILE`. */
const [, , file = '', id = '', target = ''] = process.argv
const run = parseRunId(id)
if (!run || target === '') throw new Error('usage: node tools/record-history.ts JOURNAL RUN FILE')
const journal = await openSqliteJournal(file)
const entries = await journal.read(run, 0)
const loaded = await loadRun(journal, run)
if (loaded.kind !== 'run') throw new Error(`the run is ${loaded.kind}`)
const { state } = loaded.fold

const first = entries[0] && readEnvelope(entries[0].bytes)
const named = first?.kind === 'envelope' ? first.envelope.data['plan'] : undefined
const plan = typeof named === 'string' ? parseSha256(named) : undefined
const lines: HistoryLine[] = [
  { kind: 'run', run, ended: state.ended?.status ?? 'open', stepsDone: state.stepsDone, seq: state.seq },
]
for (const digest of new Set([
  ...(plan ? [plan] : []),
  ...entries.flatMap(({ bytes }) => [...digestsIn(bytes)]),
])) {
  const bytes = await journal.blob(digest)
  if (bytes) lines.push({ kind: 'blob', digest, base64: Buffer.from(bytes).toString('base64') })
}
for (const { seq, hash, bytes } of entries)
  lines.push({ kind: 'entry', seq, hash, text: new TextDecoder().decode(bytes) })
await journal.close()
writeFileSync(target, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
