import type { Plan } from '../../plan/plan.ts'
import { replacementWords } from '../deviations.ts'
import type { RunEvent } from '../event/event.ts'
import { formatDuration } from '../../text/duration.ts'
import { reveal } from '../event/private.ts'
import type { Fact } from '../evolve.ts'
import { stepAt } from '../instance-id.ts'
import { rfc3339 } from './instant.ts'
import type { Moment } from './schema.ts'
import { titleOf } from './title.ts'

/** What a timeline shows of a fact: what people did and decided, and how steps and the run came out. */
export function momentOf({ event, at, by }: Fact, plan: Plan): readonly Moment[] {
  const what = momentWords(event, plan)
  return what === undefined ? [] : [{ at: rfc3339(at), by: actorWords(by), what }]
}

function actorWords({ kind, id }: Fact['by']): string {
  if (kind === 'system') return 'kneeboard'
  return kind === 'person' ? id : `${kind} ${id}`
}

/** What happened, in words; undefined for what a timeline does not show. */
export function momentWords(event: RunEvent, plan: Plan): string | undefined {
  const title =
    'instance' in event && event.instance !== undefined ? `"${titleOf(plan, event.instance)}"` : ''
  switch (event.type) {
    case 'run.created':
      return 'run started'
    case 'run.ended':
      return `run ended: ${event.status} (${event.why})`
    case 'run.paused':
      return 'run paused'
    case 'run.continued':
      return 'run continued'
    case 'run.cancel-requested':
      return 'run cancelled'
    case 'run.rollback-started':
      return 'rollback begun'
    case 'run.mode-changed':
      return `mode changed to ${event.mode}`
    case 'run.went-to':
      return `went to "${titleOf(plan, event.step)}"`
    case 'step.succeeded':
      return stepAt(plan, event.instance)?.kind === 'step' ? `${title} done (${event.how})` : undefined
    case 'step.failed':
      return `${title} failed: ${event.failure.message}; ${event.consequence}`
    case 'step.skipped':
      return `${title} skipped: ${event.reason}${event.text === undefined ? '' : `, ${event.text}`}`
    case 'step.undone':
      return `${title} taken back (${event.how})`
    case 'attempt.unknown':
      return `outcome not known: ${event.why}`
    case 'attempt.cancel-requested':
      return `command ended early (${event.why})`
    case 'question.answered':
      return event.answer.choice === 'approve' || event.answer.choice === 'deny'
        ? approval(event.answer)
        : undefined
    case 'step.confirmed':
      return stepAt(plan, event.instance)?.kind === 'step' ? `${title} still holds` : undefined
    case 'limit.reached':
      return `${title === '' ? 'it' : title} took longer than its limit of ${formatDuration(event.limitMs)}`
    case 'approval.bound':
      return `approval of ${title} holds for ${event.covers.length} steps, subject ${event.subject}${event.notAfter === undefined ? '' : `, until ${rfc3339(event.notAfter)}`}`
    case 'approval.voided':
      return `approval of ${title} void: ${event.field} changed`
    case 'plan.replaced':
      return `went on with a corrected text: ${replacementWords(event)}`
    case 'attachment.added':
      return `attached ${reveal(event.about, { name: '(erased)', sha256: '' }).name}`
    case 'run.handed-over':
      return `handed over from ${event.from} to ${event.to}${event.note ? `: ${reveal(event.note, '(erased)')}` : ''}`
    case 'run.escalated':
      return `called for help: ${event.contact === '' ? 'nobody is named' : event.contact}${event.text ? `: ${reveal(event.text, '(erased)')}` : ''}`
    case 'answer.late':
      return `answered too late: ${event.answer.choice}`
    case 'finding.noted':
      return event.message
    default:
      return undefined
  }
}

type Answered = Extract<RunEvent, { type: 'question.answered' }>['answer']

function approval(answer: Answered): string | undefined {
  if (answer.choice === 'deny') return `approval denied${answer.text === undefined ? '' : `: ${answer.text}`}`
  if (answer.choice !== 'approve') return undefined
  return `approved by ${answer.approver}${answer.asserted ? ' (as the operator says it)' : ''}`
}
