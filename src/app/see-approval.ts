import type { InnerRunbook } from '../plan/inside.ts'
import { runbooksInside } from '../plan/inside.ts'
import { subjectOf } from '../run/approval.ts'
import type { ApprovalSubject } from '../run/approval-subject.ts'
import { carriedOut } from '../run/approval-subject.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readRun } from './read-run.ts'

export type SeenApproval = {
  readonly kind: 'subject'
  readonly subject: ApprovalSubject
  /** What covered steps carry out: held fast by the hash of its text, which is in the subject. */
  readonly inner: readonly InnerRunbook[]
}

/** What the approval that an open question asks for is of: exactly what its hash is made from. */
export async function seeApproval(app: App, run: RunId, effect: EffectId): Promise<SeenApproval | Trouble> {
  const no = await authorise(app, 'show-run', run)
  if (no) return no
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const { state } = loaded.fold
  const open = state.questions.get(effect)
  const subject = open && subjectOf(state, open, app.driver.environment)
  return subject
    ? { kind: 'subject', subject, inner: runbooksInside(state.plan, carriedOut(subject.covers)) }
    : trouble('no approval is asked for there any more', 'look at the run again')
}
