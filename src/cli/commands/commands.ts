import type { AddCommand } from './add-command.ts'
import { addLint } from './lint.ts'
import { addList } from './list.ts'
import { addShow } from './show.ts'
import { addInit, addNew } from './write.ts'

/** Commands that write, read and check documents, by name. */
const reading: ReadonlyMap<string, AddCommand> = new Map([
  ['init', addInit],
  ['new', addNew],
  ['list', addList],
  ['show', addShow],
  ['lint', addLint],
])

/**
 * The commands that words on the command line can mean, in the order help shows them: the order of a runbook's
 * life. What runs is loaded when it is asked for: loading it takes as long as showing a file.
 */
export async function commandsFor([first = '']: readonly string[]): Promise<readonly AddCommand[]> {
  const named = reading.get(first)
  if (named) return [named]
  if (first === '-V' || first === '--version') return []
  const { running } = await import('./running.ts')
  return [...reading.values(), ...running]
}
