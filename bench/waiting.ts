import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteJournal } from '../src/adapters/journal-sqlite/journal.ts'
import { nativeHash } from '../src/adapters/hash/native-hash.ts'
import { systemClock } from '../src/adapters/clock/clock.ts'
import { systemIds } from '../src/adapters/ids/ids.ts'
import { commitFacts } from '../src/driver/commit.ts'
import type { DriverDeps } from '../src/driver/deps.ts'
import { DrivenRuns } from '../src/driver/driven-runs.ts'
import { decide } from '../src/run/decide.ts'
import { chainStart } from '../src/run/event/chain.ts'
import { sealValue } from '../src/run/event/stored.ts'
import type { RunEvent } from '../src/run/event/event.ts'
import type { Fact } from '../src/run/evolve.ts'
import { beginFold } from '../src/run/fold.ts'
import type { RunId } from '../src/run/id.ts'
import { makeRunId, parseEffectId } from '../src/run/id.ts'
import { planOf } from '../test/plan-builder.ts'
import { reportValue } from './measure.ts'

/**
 * What 100,000 runs that wait for a person cost a process that holds them, as a server does: its memory, and how long
 * after its start the first answer is accepted. `node bench/waiting.ts [COUNT]`
 */
const place = { host: 'bench', bootId: 'bench' }
const plan = planOf([
  { kind: 'step', id: 'look' },
  { kind: 'step', id: 'act' },
])
const [first = '', file = '', question = ''] = process.argv.slice(2)

if (first === 'hold') await hold(file, question)
else await measure(Number(first || 100_000))

async function measure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kb-bench-waiting-'))
  const path = join(folder, 'journal.sqlite')
  const asked = await fill(path, count)
  const { build } = await import('esbuild')
  // Bundled, as the package is: reading the source tree's types takes memory of its own.
  await build({
    entryPoints: {
      holder: import.meta.filename,
      worker: join(import.meta.dirname, '../src/adapters/journal-sqlite/worker.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    external: ['esbuild'],
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  })
  const holderFile = join(folder, 'holder.mjs')
  const started = performance.now()
  const holder = fork(holderFile, ['hold', path, asked])
  const [{ rssMb }] = (await once(holder, 'message')) as [{ rssMb: number }]
  const acceptedMs = performance.now() - started
  await once(holder, 'exit')
  reportValue(`${count} waiting runs: resident`, 'MB', rssMb, { kind: 'at-most', value: 120 })
  reportValue(`${count} waiting runs: first answer after the start`, 'ms', acceptedMs, {
    kind: 'at-most',
    value: 1000,
  })
  rmSync(folder, { recursive: true })
}

/** Makes runs that have asked their first question, many to a transaction. Gives one question's effect. */
async function fill(path: string, count: number): Promise<string> {
  const journal = await openSqliteJournal(path)
  const ids = systemIds()
  let effect = ''
  for (let made = 0; made < count; made += 500) {
    const some = Array.from({ length: Math.min(500, count - made) }, (_, index) => waitingRun(made + index))
    await Promise.all(
      some.map(({ facts, fold, blob }) =>
        commitFacts(
          { journal, ids, hash: nativeHash },
          {
            state: fold.state,
            facts,
            previous: chainStart(fold.state.run),
            expectedSeq: 0,
            blobs: [blob],
          },
        ),
      ),
    )
    effect = [...(some[0]?.fold.state.questions.keys() ?? [])][0] ?? effect
  }
  await journal.close()
  return effect
}

function waitingRun(number: number) {
  const ids = systemIds()
  const run: RunId = makeRunId(1_700_000_000_000 + number, ids.random(12))
  const blob = sealValue(plan, ids.random(16), nativeHash)
  const fold = beginFold(run, plan)
  const facts: Fact[] = []
  const by = { kind: 'person', id: 'bench', via: 'cli' } as const
  const { path, title, documentHash } = plan.runbook
  const take = (event: RunEvent): void => {
    const fact = { seq: facts.length + 1, at: 1_700_000_000_000 + number, by, event }
    fold.apply(fact)
    facts.push(fact)
  }
  take({
    type: 'run.created',
    plan: blob.digest,
    mode: 'step',
    path,
    title,
    documentHash,
    cwd: '/',
    startedOn: 'bench',
  })
  const evaluate = () => ({ kind: 'value', value: true }) as const
  const circumstances = { now: 1, place, evaluate, environment: new Set<string>() }
  for (let more = true; more;) {
    const { events } = decide(fold.state, { kind: 'advance' }, circumstances)
    for (const event of events) take(event)
    more = events.length > 0
  }
  return { facts, fold, blob }
}

/** What a server does with them: takes up what wants something, shows a page, takes an answer. */
async function hold(path: string, asked: string): Promise<void> {
  const journal = await openSqliteJournal(path, { workerUrl: new URL('./worker.mjs', import.meta.url) })
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
      placeFor: () => Promise.resolve(place),
      prepare: () => Promise.resolve(),
      discard: () => Promise.resolve(),
      abandon: () => undefined,
      run: () => Promise.reject(new Error('nothing is run')),
      recover: () => Promise.resolve({ kind: 'unknown', why: '' }),
      cancel: () => Promise.resolve(),
      clean: () => Promise.resolve(),
      endRun: () => Promise.resolve([]),
    },
  }
  const runs = new DrivenRuns(deps)
  if ((await runs.takeUp()) !== 0) throw new Error('no run wants anything')
  await journal.heads({ open: true, limit: 50 })
  const effect = parseEffectId(asked)
  if (!effect) throw new Error(`not a question: ${asked}`)
  const by = { kind: 'person', id: 'bench', via: 'web' } as const
  const input = { kind: 'answer', effect: effect.effect, answer: { choice: 'done' } } as const
  const { kind } = await runs.submit(effect.run, input, by)
  if (kind !== 'taken') throw new Error('the answer was refused')
  process.send?.({ rssMb: process.memoryUsage().rss / 1e6 })
  await runs.close()
  await journal.close()
  process.disconnect?.()
}
