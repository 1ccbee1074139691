import type { Command } from 'commander'
import type { Cli } from '../cli-context.ts'
import { addAudit } from './audit.ts'
import { addDoctor } from './doctor.ts'
import { addLint } from './lint.ts'
import { addList } from './list.ts'
import { addLog } from './log.ts'
import { addReport } from './report.ts'
import { addResume } from './resume.ts'
import { addRun } from './run.ts'
import { addRuns } from './runs.ts'
import { addShow } from './show.ts'
import { addStatus } from './status.ts'
import { addCancel, addNote } from './touch.ts'
import { addInit, addNew } from './write.ts'

/** Every command, in the order help shows them: the order of a runbook's life. */
export const commands: readonly ((program: Command, cli: Cli) => void)[] = [
  addInit,
  addNew,
  addList,
  addShow,
  addLint,
  addRun,
  addRuns,
  addStatus,
  addResume,
  addCancel,
  addNote,
  addLog,
  addReport,
  addAudit,
  addDoctor,
]
