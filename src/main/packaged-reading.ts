import { runCli } from '../cli/cli.ts'
import { reading } from '../cli/commands/reading.ts'
import { openLibrary } from './open-library.ts'
import { build } from './packaged-build.ts'
import { worldOf } from './world.ts'

// The commands that only read a library, in the published package: a bundle of their own, a third of the whole.
process.exitCode = await runCli(
  process.argv.slice(2),
  worldOf({ openApp: (options) => openLibrary({ build }, process.env, options) }),
  (need) => (need.part === 'reading' ? [reading[need.word]] : []),
)
