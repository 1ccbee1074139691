import { spawnSync } from 'node:child_process'
import { prepare } from './prepare.ts'
import { buildPages } from './web-pages.ts'

/** Installs what tests need and builds the pages, then runs every test; what it prints is in `test-reporter.ts`. More words go to the runner: `npm test -- src/run`. */
prepare()
await buildPages()
const run = spawnSync(
  'vitest',
  ['run', '--reporter=./tools/test-reporter.ts', '--silent=true', ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  },
)
process.exitCode = run.status ?? 1
