import type { AddCommand } from './add-command.ts'
import type { ReadingWord } from './command-word.ts'
import { addDiff, addHistory } from './history.ts'
import { addLint } from './lint.ts'
import { addList } from './list.ts'
import { addShow } from './show.ts'
import { addInit, addNew } from './write.ts'

/** Commands that write documents and read them, as help shows them. */
export const reading: Readonly<Record<ReadingWord, AddCommand>> = {
  init: addInit,
  new: addNew,
  list: addList,
  show: addShow,
  lint: addLint,
  history: addHistory,
  diff: addDiff,
}
