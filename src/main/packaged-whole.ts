import { everything } from '../cli/commands/everything.ts'
import { packaged } from './packaged-installation.ts'
import { start } from './start.ts'

// Every command, in the published package.
await start(packaged, () => everything)
