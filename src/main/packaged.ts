import type { Need } from '../cli/commands/command-word.ts'
import { needOf } from '../cli/commands/command-word.ts'

const bundles = {
  nothing: './nothing.js',
  reading: './reading.js',
  running: './running.js',
  everything: './whole.js',
} satisfies Record<Need['part'], string>

// The command line in the published package: the words say which of the bundles beside this one they need.
await import(new URL(bundles[needOf(process.argv.slice(2)).part], import.meta.url).href)
