import { never } from '../../text/bug.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import type { Replacement } from '../../text/replacement.ts'
import type { Source } from '../../text/source.ts'
import { writeSource } from '../../text/source.ts'
import { documentHash } from '../executable.ts'
import { readRunbook } from '../read.ts'
import type { Runbook } from '../runbook.ts'
import { acceptEdit } from './accept.ts'
import type { Drafts, Intent, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import { planAddStep } from './plan-add-step.ts'
import { planRemoveAttribute, planSetAttribute } from './plan-attribute.ts'
import { planSetBlock } from './plan-block.ts'
import { openRunbook } from './shape.ts'
import type { Opened } from './shape.ts'
import { planSetMetadata } from './plan-metadata.ts'
import { planMoveStep } from './plan-move-step.ts'
import { planAddParameter } from './plan-parameter.ts'
import { planRemoveStep } from './plan-remove-step.ts'
import { planRenameStep } from './plan-rename-step.ts'

/** A change of one file: which bytes it was made for, what it replaces, and what was meant by it. */
export type Edit = {
  /** `documentHash` of the file as it was. */
  readonly baseHash: Sha256
  /** They do not overlap. */
  readonly replacements: readonly Replacement[]
  readonly intent: Intent
}

export type EditPlan = { readonly kind: 'edit'; readonly edit: Edit } | Refusal

export type Applied =
  | { readonly kind: 'applied'; readonly source: Source; readonly runbook: Runbook }
  | Refusal

/** Finds the smallest change of the text that says what is meant, and nothing else (format.md §10). */
export function planEdit(runbook: Runbook, intent: Intent): EditPlan {
  if (runbook.problems.some(({ code }) => code === 'file-too-large'))
    return refused('The file is too large to be understood.', 'Split it.')
  const opened = openRunbook(runbook)
  const planned = draftsFor(opened, intent)
  if (planned.kind === 'refused') return planned
  const { title } = runbook
  const name = title.from === 'file-name' ? title.text : ''
  let first: Refusal | undefined
  for (const replacements of planned.drafts) {
    const accepted = acceptEdit(opened, name, { replacements, intent })
    if (accepted.kind === 'accepted') {
      const baseHash = documentHash(writeSource(runbook.source))
      return { kind: 'edit', edit: { baseHash, replacements, intent } }
    }
    first ??= accepted
  }
  return first ?? refused('The document has no place for this.', 'Edit its text.')
}

/**
 * Carries an edit out. The check is made again, since an edit may come from anywhere: the file is the one it was
 * made for, the model after is the intent applied to the model before, all bytes outside the ranges are as they were.
 */
export function applyEdit(source: Source, name: string, edit: Edit): Applied {
  if (documentHash(writeSource(source)) !== edit.baseHash)
    return refused('The file has changed since the edit was made.', 'Open it again and repeat the change.')
  const accepted = acceptEdit(openRunbook(readRunbook(source, name)), name, edit)
  return accepted.kind === 'refused' ? accepted : { ...accepted, kind: 'applied' }
}

function draftsFor(opened: Opened, intent: Intent): Drafts | Refusal {
  const { layout } = opened
  switch (intent.kind) {
    case 'set-metadata':
      return planSetMetadata(layout, intent)
    case 'add-step':
      return planAddStep(opened, intent)
    case 'move-step':
      return planMoveStep(opened, intent)
    case 'remove-step':
      return planRemoveStep(layout, intent)
    case 'rename-step':
      return planRenameStep(layout, intent)
    case 'set-block':
      return planSetBlock(layout, intent)
    case 'set-attribute':
      return planSetAttribute(layout, intent)
    case 'remove-attribute':
      return planRemoveAttribute(layout, intent)
    case 'add-parameter':
      return planAddParameter(layout, intent)
    case 'apply-fix':
      return draftsOf(intent.replacements)
    default:
      return never(intent)
  }
}
