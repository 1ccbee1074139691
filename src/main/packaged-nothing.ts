import { runCli } from '../cli/cli.ts'
import { Bug } from '../text/bug.ts'
import { worldOf } from './world.ts'

// What needs nothing of the product, in the published package: its version.
process.exitCode = await runCli(
  process.argv.slice(2),
  worldOf({
    openApp: () => {
      throw new Bug('no command here opens anything')
    },
  }),
  () => [],
)
