import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import { nativeHash } from '../src/adapters/hash/native-hash.ts'
import { systemClock } from '../src/adapters/clock/clock.ts'
import { systemIds } from '../src/adapters/ids/ids.ts'
import { createRun } from '../src/driver/create.ts'
import type { DriverDeps } from '../src/driver/deps.ts'
import { driveRun } from '../src/driver/drive.ts'
import { loadRun } from '../src/driver/load.ts'
import type { Fact } from '../src/run/evolve.ts'
import { fold } from '../src/run/fold.ts'
import type { RunId } from '../src/run/id.ts'
import type { Plan } from '../src/plan/plan.ts'
import { auto, planOf } from '../test/plan-builder.ts'
import { inTurns, median, report, reportValue } from './measure.ts'

/** What a long run costs: an event of 10,000 steps beside one of 100, and folding 3,000 instances. */
const folder = mkdtempSync(join(tmpdir(), 'kb-bench-long-'))
const journal = await openSqliteJournal(join(folder, 'journal.sqlite'))
const deps: DriverDeps = {
  journal,
  leases: journal,
  clock: systemClock(),
  ids: systemIds(),
  hash: nativeHash,
  evaluate: () => ({ kind: 'value', value: true }),
  environment: new Set(),
  holder: 'bench',
  isGone: () => false,
  outputMaxBytes: 1000,
  secrets: { read: () => Promise.reject(new Error('no secret is named')) },
  executor: {
    placeFor: () => Promise.resolve({ host: 'bench', bootId: 'bench' }),
    prepare: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    abandon: () => undefined,
    run: () => Promise.resolve({ end: { kind: 'exit', code: 0 }, stdout: '', outputs: {}, truncated: false }),
    recover: () => Promise.resolve({ kind: 'unknown', why: '' }),
    cancel: () => Promise.resolve(),
    clean: () => Promise.resolve(),
    endRun: () => Promise.resolve([]),
  },
}

async function driven(plan: Plan): Promise<{ run: RunId; perEventUs: number }> {
  const by = { kind: 'person', id: 'bench', via: 'cli' } as const
  const run = await createRun(deps, { plan, mode: 'unattended', cwd: '/', startedOn: '', by })
  const from = performance.now()
  const result = await driveRun(deps, run)
  if (result.kind !== 'driving') throw new Error(result.kind)
  await result.driver.stopped
  const { seq, ended } = result.driver.state
  if (ended?.status !== 'succeeded') throw new Error('the run did not succeed')
  return { run, perEventUs: ((performance.now() - from) * 1000) / seq }
}

/** Phases of 100 steps, as a document has sections. */
const planWith = (steps: number): Plan =>
  planOf(
    Array.from({ length: steps / 100 }, (_, phase) => ({
      kind: 'phase',
      id: `p${phase}`,
      children: Array.from({ length: 100 }, (_unused, n) => auto(`p${phase}s${n}`)),
    })),
  )

const [hundred, threeThousand, tenThousand] = [planWith(100), planWith(3000), planWith(10_000)]

async function short(): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < 20; round++) all.push((await driven(hundred)).perEventUs)
  return median(all)
}

report(
  'an event of a 10,000-step run',
  'us',
  await inTurns(3, async () => (await driven(tenThousand)).perEventUs, short),
  'of a 100-step run',
  { kind: 'at-most', value: 2 },
)
const { run } = await driven(threeThousand)
const loaded = await loadRun(journal, run, nativeHash)
if (loaded.kind !== 'run') throw new Error(loaded.kind)
const facts: readonly Fact[] = loaded.facts
const folds = Array.from({ length: 9 }, () => {
  const from = performance.now()
  fold(run, threeThousand, facts)
  return performance.now() - from
})
reportValue('a fold of 3,000 instances', 'ms', median(folds), { kind: 'at-most', value: 100 })
await journal.close()
rmSync(folder, { recursive: true })
