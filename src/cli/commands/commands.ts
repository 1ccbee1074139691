import type { AddCommand } from './add-command.ts'
import { commandWord, readingWords } from './command-word.ts'

/**
 * The commands that words on the command line can mean, in the order help shows them: the order of a runbook's
 * life. Each part is loaded when it is asked for: loading everything takes longer than showing a file. Not each
 * command alone: the package would fall into so many pieces that finding them takes as long.
 */
export async function commandsFor(argv: readonly string[]): Promise<readonly AddCommand[]> {
  const word = commandWord(argv)
  if (word === '-V' || word === '--version') return []
  if (readingWords.has(word)) return (await import('./reading.ts')).readingFor(argv)
  const { running } = await import('./running.ts')
  if (isRunning.has(word)) return running
  const { reading } = await import('./reading.ts')
  return [...reading.values(), ...running]
}

/** The ones that are typed most: help knows the others as well. */
const isRunning: ReadonlySet<string> = new Set(['run', 'runs', 'status', 'resume', 'log'])
