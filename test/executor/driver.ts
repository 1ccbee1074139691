import type { Attempt } from '../../src/ports/executor.ts'
import { benchIn } from './bench.ts'

/**
 * A process that carries out one attempt and can be killed: `node driver.ts ROOT ATTEMPT-JSON`. It prints `prepared`
 * and `done <outcome>`; a terminal it has may be taken; with `"stop": "prepared"` it goes no further, with
 * `"stop": "found"` it finds what another has left.
 */
const [root = '', given = '{}'] = process.argv.slice(2)
const { stop, ...attempt } = JSON.parse(given) as Attempt & { stop?: 'prepared' | 'found' }
const { executor } = benchIn(root, {
  terminal: process.stdin.isTTY ? { input: process.stdin, output: process.stdout } : 'none',
})
if (stop === 'found') {
  const found = await executor.recover(attempt.effect, executor.place)
  process.stdout.write(`found ${found.kind}\n`)
  if (found.kind === 'known') process.stdout.write(`done ${JSON.stringify(await found.outcome)}\n`)
  process.exit()
}
await executor.prepare(attempt)
process.stdout.write('prepared\n')
if (stop !== 'prepared') process.stdout.write(`done ${JSON.stringify(await executor.run(attempt))}\n`)
else setInterval(() => {}, 1000)
