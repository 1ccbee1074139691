import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { App } from '../src/app/app.ts'
import { planRun, resumeRun, startRun } from '../src/app/start-run.ts'
import { openSqliteJournal, openSqliteJournalHere } from '../src/adapters/journal-sqlite/journal.ts'
import { systemClock } from '../src/adapters/clock/clock.ts'
import { systemIds } from '../src/adapters/ids/ids.ts'
import { createRun } from '../src/driver/create.ts'
import type { DriverDeps } from '../src/driver/deps.ts'
import { driveRun } from '../src/driver/drive.ts'
import { sourcePrograms } from '../src/executors/launchers.ts'
import { openApp } from '../src/main/open-app.ts'
import type { Executor } from '../src/ports/executor.ts'
import { parseEffectId } from '../src/run/id.ts'
import { runNumber } from '../test/conformance/run.ts'
import { auto, planOf } from '../test/plan-builder.ts'
import { inTurns, report } from './measure.ts'

/** What a run costs: `node bench/run.ts`. Each figure beside a floor, in one process and one sitting. */
const folder = mkdtempSync(join(tmpdir(), 'kb-bench-'))
const library = join(folder, 'library')
mkdirSync(library)
mkdirSync(join(folder, 'data'), { mode: 0o700 })
const steps = 100
const block = (n: number) => `${n}. Step ${n}\n\n   \`\`\`bash {auto}\n   true\n   \`\`\`\n`
writeFileSync(
  join(library, 'hundred.md'),
  `# A hundred\n\n## Steps\n\n${Array.from({ length: steps }, (_, n) => block(n + 1)).join('\n')}`,
)

const installation = {
  programs: sourcePrograms(process.execPath),
  journalWorker: new URL('../src/adapters/journal-sqlite/worker.ts', import.meta.url),
  pages: new URL('../dist/web/', import.meta.url),
}

async function hundredTrue(app: App): Promise<number> {
  const from = performance.now()
  const planned = await planRun(app, { path: 'hundred.md', given: new Map() })
  if (planned.kind === 'trouble') throw new Error(planned.why)
  const started = await startRun(app, planned.plan, 'unattended')
  if (started.kind === 'trouble') throw new Error(started.why)
  const driven = await resumeRun(app, started.run)
  if (driven.kind !== 'driving') throw new Error('why' in driven ? driven.why : 'somebody drives it')
  await driven.driver.stopped
  if (driven.driver.state.ended?.status !== 'succeeded') throw new Error('the run did not succeed')
  return performance.now() - from
}

function bareLoop(): number {
  const from = performance.now()
  spawnSync('bash', ['-c', `for ((i = 0; i < ${steps}; i++)); do bash -c true; done`])
  return performance.now() - from
}

/** Nothing is executed; that each start is durable before its call is looked up through a connection of its own. */
function instantOver(journalFile: string): Executor {
  const other = new DatabaseSync(journalFile, { readOnly: true })
  const find = other.prepare('SELECT 1 FROM entries WHERE run = ? AND seq = ?')
  return {
    placeFor: () => Promise.resolve({ host: 'bench', bootId: 'bench' }),
    prepare: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    abandon: () => undefined,
    run: ({ effect }) => {
      const parsed = parseEffectId(effect)
      if (!parsed || !find.get(parsed.run, parsed.seq)) throw new Error(`${effect} is not durable`)
      return Promise.resolve({ end: { kind: 'exit', code: 0 }, stdout: '', outputs: {}, truncated: false })
    },
    recover: () => Promise.resolve({ kind: 'unknown', why: '' }),
    cancel: () => Promise.resolve(),
    clean: () => Promise.resolve(),
    endRun: () => Promise.resolve([]),
  }
}

const runsAtOnce = 100
const stepsEach = 20

async function stepsPerSecond(deps: DriverDeps): Promise<number> {
  const plan = planOf(Array.from({ length: stepsEach }, (_, n) => auto(`s${n}`)))
  const by = { kind: 'person', id: 'bench', via: 'cli' } as const
  const runs = await Promise.all(
    Array.from({ length: runsAtOnce }, () =>
      createRun(deps, { plan, mode: 'unattended', cwd: '/', startedOn: '', by }),
    ),
  )
  const from = performance.now()
  await Promise.all(
    runs.map(async (run) => {
      const driven = await driveRun(deps, run)
      if (driven.kind === 'driving') await driven.driver.stopped
    }),
  )
  return (runsAtOnce * stepsEach * 1000) / (performance.now() - from)
}

/** The same rows in one thread: five facts a step and the run's head, one commit for a turn of all runs. */
function bareRows(): number {
  const db = new DatabaseSync(join(folder, `bare-${Math.random()}.sqlite`))
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec('CREATE TABLE entries (run TEXT, seq INTEGER, bytes BLOB, hash TEXT, PRIMARY KEY (run, seq))')
  db.exec('CREATE TABLE heads (run TEXT PRIMARY KEY, path TEXT, open INTEGER, head TEXT) WITHOUT ROWID')
  const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?)')
  const write = db.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?, 1, ?)')
  const [bytes, hash, head] = [new Uint8Array(250), `sha256:${'0'.repeat(64)}`, 'x'.repeat(500)]
  const runs = Array.from({ length: runsAtOnce }, (_, run) => runNumber(run + 1))
  const from = performance.now()
  for (let turn = 0; turn < stepsEach; turn++) {
    db.exec('BEGIN IMMEDIATE')
    for (const run of runs) {
      for (let fact = 0; fact < 5; fact++) insert.run(run, turn * 5 + fact, bytes, hash)
      write.run(run, 'x.md', head)
    }
    db.exec('COMMIT')
  }
  const rate = (runsAtOnce * stepsEach * 1000) / (performance.now() - from)
  db.close()
  return rate
}

const opened = await openApp(installation, process.env, {
  library,
  data: join(folder, 'data'),
  records: 'use',
  promptedSecret: () => undefined,
  openJournal: openSqliteJournalHere,
})
if (opened.kind === 'trouble') throw new Error(opened.why)
const { app } = opened
report(
  `${steps} automatic \`true\` steps, durable`,
  'ms',
  await inTurns(9, () => hundredTrue(app), bareLoop),
  'a bare loop of `bash -c true`',
  { kind: 'at-most', value: 2 },
)

const journal = await openSqliteJournal(join(folder, 'steps.sqlite'))
const deps: DriverDeps = {
  ...app.driver,
  journal,
  leases: journal,
  executor: instantOver(join(folder, 'steps.sqlite')),
  clock: systemClock(),
  ids: systemIds(),
}
report(
  `no-op steps through driver and journal, ${runsAtOnce} runs at once`,
  'steps/s',
  await inTurns(9, () => stepsPerSecond(deps), bareRows),
  'a bare grouped insert of the same rows',
  { kind: 'at-least', value: 0.4 },
)

await journal.close()
await opened.close()
rmSync(folder, { recursive: true })
