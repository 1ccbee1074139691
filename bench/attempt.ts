import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { makeBench, shell } from '../test/executor/bench.ts'

/**
 * What an attempt costs, in milliseconds: a block `true` from `run` to its outcome and with its folder made and
 * removed, beside a bare `bash -c true` without supervisor, folder, spool or session. The ways take turns, so that
 * whatever else the machine does falls on all of them. `node bench/attempt.ts`
 */
const rounds = 300
const bench = makeBench()

async function bare(): Promise<void> {
  const child = spawn('bash', ['--noprofile', '--norc', '-c', 'true'], { detached: true, stdio: 'ignore' })
  await once(child, 'exit')
}

async function attempt(): Promise<{ runMs: number; wholeMs: number }> {
  const attempt = bench.attempt(shell('true'))
  const from = performance.now()
  await bench.executor.prepare(attempt)
  const prepared = performance.now()
  await bench.executor.run(attempt)
  const ran = performance.now()
  await bench.executor.clean(attempt.effect)
  return { runMs: ran - prepared, wholeMs: performance.now() - from }
}

const times = {
  bare: [] as number[],
  run: [] as number[],
  whole: [] as number[],
  bare10: [] as number[],
  ten: [] as number[],
}

async function timed(into: number[], work: () => Promise<unknown>): Promise<void> {
  const from = performance.now()
  await work()
  into.push(performance.now() - from)
}

for (let round = 0; round < rounds; round++) {
  await timed(times.bare, bare)
  const { runMs, wholeMs } = await attempt()
  times.run.push(runMs)
  times.whole.push(wholeMs)
  if (round % 10 > 0) continue
  await timed(times.bare10, () => Promise.all(Array.from({ length: 10 }, bare)))
  await timed(times.ten, () => Promise.all(Array.from({ length: 10 }, attempt)))
}

const median = (list: readonly number[]): number =>
  list.toSorted((one, other) => one - other)[list.length >> 1] ?? 0
const line = (name: string, list: readonly number[], base: readonly number[]): void => {
  const ratio = median(list) / median(base)
  console.log(`${name.padEnd(36)} median ${median(list).toFixed(2)} ms  ${ratio.toFixed(2)} x`)
}
line('bare bash -c true', times.bare, times.bare)
line('attempt: run to outcome', times.run, times.bare)
line('attempt: prepare, run, clean', times.whole, times.bare)
line('ten bare at once', times.bare10, times.bare10)
line('ten attempts at once, whole', times.ten, times.bare10)
await bench.remove()
