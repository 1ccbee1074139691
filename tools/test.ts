import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'

/** Runs every test and ends with one line a person (or a script) can read: `N passed, N failed, N skipped`. */
const result = '.build/test-result.json'
rmSync(result, { force: true })
const run = spawnSync(
  'vitest',
  ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${result}`, ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
  },
)
const summary = JSON.parse(readFileSync(result, 'utf8')) as {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[]
}
for (const file of summary.testResults) {
  for (const test of file.assertionResults) {
    if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`)
  }
}
console.log(
  `${summary.numPassedTests} passed, ${summary.numFailedTests} failed, ${summary.numPendingTests} skipped`,
)
process.exitCode = run.status ?? 1
