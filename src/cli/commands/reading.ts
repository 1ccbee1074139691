import type { AddCommand } from './add-command.ts'
import { commandWord } from './command-word.ts'
import { addDiff, addHistory } from './history.ts'
import { addLint } from './lint.ts'
import { addList } from './list.ts'
import { addShow } from './show.ts'
import { addInit, addNew } from './write.ts'

/** Commands that write documents and read them, by name, as help shows them. */
export const reading: ReadonlyMap<string, AddCommand> = new Map([
  ['init', addInit],
  ['new', addNew],
  ['list', addList],
  ['show', addShow],
  ['lint', addLint],
  ['history', addHistory],
  ['diff', addDiff],
])

/** The one of them that a command line says; none when it says another. */
export function readingFor(argv: readonly string[]): readonly AddCommand[] {
  const add = reading.get(commandWord(argv))
  return add === undefined ? [] : [add]
}
