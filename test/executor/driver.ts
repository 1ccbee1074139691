import type { Attempt } from '../../src/ports/executor.ts'
import { benchIn } from './bench.ts'

/**
 * A process that carries out one attempt and can be killed: `node driver.ts ROOT ATTEMPT-JSON`. It prints `prepared`
 * and `done <outcome>`; a terminal it has may be taken; with `"stop": "prepared"` it goes no further.
 */
const [root = '', given = '{}'] = process.argv.slice(2)
const { stop, ...attempt } = JSON.parse(given) as Attempt & { stop?: 'prepared' }
const { executor } = benchIn(root, { terminal: process.stdin.isTTY ? 'attached' : 'none' })
await executor.prepare(attempt)
process.stdout.write('prepared\n')
if (stop !== 'prepared') process.stdout.write(`done ${JSON.stringify(await executor.run(attempt))}\n`)
else setInterval(() => {}, 1000)
