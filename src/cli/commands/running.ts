import { addAudit } from './audit.ts'
import type { AddCommand } from './add-command.ts'
import { addDoctor } from './doctor.ts'
import { addAttach, addEvidence } from './evidence.ts'
import { addJoin } from './join.ts'
import { addExport } from './export.ts'
import { addLog } from './log.ts'
import { addHold, addPrune } from './prune.ts'
import { addRedact } from './redact.ts'
import { addReport } from './report.ts'
import { addResume } from './resume.ts'
import { addRun } from './run.ts'
import { addRuns } from './runs.ts'
import { addFetch } from './fetch.ts'
import { addMcp } from './mcp.ts'
import { addServe } from './serve.ts'
import { addStatus } from './status.ts'
import { addValidate } from './validate.ts'
import { addCancel, addHandOver, addNote, addRemark } from './touch.ts'

/** Commands that make runs, carry them on or look at them: the larger half of the product. */
export const running: readonly AddCommand[] = [
  addRun,
  addRuns,
  addStatus,
  addResume,
  addJoin,
  addCancel,
  addNote,
  addRemark,
  addAttach,
  addEvidence,
  addHandOver,
  addLog,
  addReport,
  addExport,
  addRedact,
  addValidate,
  addHold,
  addPrune,
  addServe,
  addFetch,
  addMcp,
  addAudit,
  addDoctor,
]
