import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { carryOut, makeBench, shell } from '../test/executor/bench.ts'

/**
 * What an attempt costs: a block `true` from `prepare` to its outcome, beside a bare `bash -c true` started the same
 * way without supervisor, folder, spool or session; and the same ten at once. Milliseconds. `node bench/attempt.ts`
 */
const rounds = 300
const bench = makeBench()

async function bare(): Promise<void> {
  const child = spawn('bash', ['--noprofile', '--norc', '-c', 'true'], { detached: true, stdio: 'ignore' })
  await once(child, 'exit')
}

async function attempt(source: string): Promise<void> {
  const attempt = bench.attempt(shell(source))
  await carryOut(bench, attempt)
  await bench.executor.clean(attempt.effect)
}

/** The median and the mean of single times. */
async function measure(work: () => Promise<unknown>): Promise<string> {
  for (let round = 0; round < 20; round++) await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  times.sort((one, other) => one - other)
  const mean = times.reduce((sum, time) => sum + time, 0) / rounds
  return `median ${(times[rounds / 2] ?? 0).toFixed(2)}  mean ${mean.toFixed(2)}`
}

const ten = (work: () => Promise<void>) => () => Promise.all(Array.from({ length: 10 }, work))

console.log(`bare bash -c true      ${await measure(bare)}`)
console.log(`attempt of true        ${await measure(() => attempt('true'))}`)
console.log(`attempt of echo hello  ${await measure(() => attempt('echo hello'))}`)
console.log(`ten bare at once       ${await measure(ten(bare))}`)
console.log(`ten attempts at once   ${await measure(ten(() => attempt('true')))}`)
await bench.remove()
