import type { AddCommand } from './add-command.ts'
import { addList } from './list.ts'
import { addShow } from './show.ts'
import { addInit, addNew } from './write.ts'

/** Commands that write documents and read them, by name. */
export const reading: ReadonlyMap<string, AddCommand> = new Map([
  ['init', addInit],
  ['new', addNew],
  ['list', addList],
  ['show', addShow],
])
