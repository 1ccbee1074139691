import type { Command } from 'commander'
import type { Cli } from '../cli-context.ts'
import { addLint } from './lint.ts'
import { addList } from './list.ts'
import { addResume } from './resume.ts'
import { addRun } from './run.ts'
import { addShow } from './show.ts'

/** Every command, in the order help shows them: the order of a runbook's life. */
export const commands: readonly ((program: Command, cli: Cli) => void)[] = [
  addList,
  addShow,
  addLint,
  addRun,
  addResume,
]
