import type { AddCommand } from './add-command.ts'
import type { RunningWord } from './command-word.ts'
import { addLog } from './log.ts'
import { addResume } from './resume.ts'
import { addRun } from './run.ts'
import { addRuns } from './runs.ts'
import { addStatus } from './status.ts'

/** Commands that make a run, carry it on and tell of it. */
export const running: Readonly<Record<RunningWord, AddCommand>> = {
  run: addRun,
  runs: addRuns,
  status: addStatus,
  resume: addResume,
  log: addLog,
}
