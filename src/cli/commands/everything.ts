import type { AddCommand } from './add-command.ts'
import { addBackup, addRestore } from './backup.ts'
import { addAudit } from './audit.ts'
import { addDoctor } from './doctor.ts'
import { addAttach, addEvidence } from './evidence.ts'
import { addExport } from './export.ts'
import { addFetch } from './fetch.ts'
import { addJoin } from './join.ts'
import { addMcp } from './mcp.ts'
import { addHold, addPrune } from './prune.ts'
import { reading } from './reading.ts'
import { addRedact } from './redact.ts'
import { addReport } from './report.ts'
import { addRunner } from './runner.ts'
import { running } from './running.ts'
import { addServe } from './serve.ts'
import { addCancel, addHandOver, addNote, addRemark } from './touch.ts'
import { addValidate } from './validate.ts'

/** Every command, in the order help shows them: the order of a runbook's life. */
export const everything: readonly AddCommand[] = [
  ...Object.values(reading),
  running.run,
  running.runs,
  running.status,
  running.resume,
  addJoin,
  addCancel,
  addNote,
  addRemark,
  addAttach,
  addEvidence,
  addHandOver,
  running.log,
  addReport,
  addExport,
  addRedact,
  addValidate,
  addHold,
  addPrune,
  addBackup,
  addRestore,
  addServe,
  addRunner,
  addFetch,
  addMcp,
  addAudit,
  addDoctor,
]
