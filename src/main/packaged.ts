import { commandWord, readingWords } from '../cli/commands/command-word.ts'

// The command line in the published package: the words say which of two bundles beside this one they need.
const bundle = readingWords.has(commandWord(process.argv.slice(2))) ? './reading.js' : './whole.js'
await import(new URL(bundle, import.meta.url).href)
