import { runCli } from '../cli/cli.ts'
import { readingFor } from '../cli/commands/reading.ts'
import { Bug } from '../text/bug.ts'
import { openLibrary } from './open-library.ts'
import { build } from './packaged-build.ts'
import { worldOf } from './world.ts'

const never = (): never => {
  throw new Bug('a command that only reads serves nobody')
}

// The commands that only read a library, in the published package: a bundle of their own, a third of the whole.
process.exitCode = await runCli(
  process.argv.slice(2),
  worldOf({
    openApp: (options) => openLibrary({ build }, process.env, options),
    serve: never,
    serveAgents: never,
  }),
  readingFor,
)
