import { spawnSync } from 'node:child_process'

/** Runs every test; what it prints is in `test-reporter.ts`. More words go to the runner: `npm test -- src/run`. */
const run = spawnSync(
  'vitest',
  ['run', '--reporter=./tools/test-reporter.ts', '--silent=true', ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  },
)
process.exitCode = run.status ?? 1
