import type { Plan, PlanStep } from '../../plan/plan.ts'
import type { RunEvent } from '../../run/event/event.ts'
import { replacementWords } from '../../run/deviations.ts'
import { reveal } from '../../run/event/private.ts'
import type { Fact } from '../../run/evolve.ts'
import { readInstanceId, stepAt } from '../../run/instance-id.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { titleLine } from './fill.ts'
import { headerLines } from './step-lines.ts'
import { sizeWords } from '../../text/size-words.ts'
import { voidWords } from '../../run/void-words.ts'

/**
 * What the screen says of one fact; nothing for those that need no words (questions are shown by whoever asks
 * them, commands by whoever knows their values). Pure: a run's whole transcript follows from its facts.
 */
export function factLines(fact: Fact, plan: Plan, view: View): string[] {
  const { event } = fact
  switch (event.type) {
    case 'step.entered':
      return entered(event, plan, view)
    case 'step.succeeded':
      return succeeded(event, plan, view)
    case 'step.failed':
      return said('✗', `failed: ${event.failure.message}; ${consequences(event.consequence)}`, 'red', view)
    case 'step.skipped':
      return event.reason === 'passed-over'
        ? []
        : said(
            '–',
            `skipped: ${skipWords[event.reason]}${event.text === undefined ? '' : `: ${event.text}`}`,
            'dim',
            view,
          )
    case 'step.undone':
      return said(
        '↶',
        `"${titleOf(plan, event.instance)}" ${undoneWords[event.how]}`,
        undoneColour[event.how],
        view,
      )
    case 'check.concluded':
      return checked(event, view)
    case 'attempt.finished':
      return finished(event, view)
    case 'attempt.unknown':
      return said('?', `what became of the command is not known: ${event.why}`, 'yellow', view)
    case 'attempt.cancel-requested':
      return said('■', `${cancelWords[event.why]}: the command is being ended`, 'yellow', view)
    case 'timer.set':
      return said('◷', timerWords(event, fact.at), 'dim', view)
    case 'step.confirmed':
      return stepAt(plan, event.instance)?.kind === 'step'
        ? said('✓', `"${titleOf(plan, event.instance)}" still holds`, 'green', view)
        : []
    case 'attachment.added': {
      const { name } = reveal(event.about, { name: '(erased)', sha256: '' })
      return said('✎', `attached: ${terminalLine(name)}, ${sizeWords(event.bytes)}`, 'dim', view)
    }
    case 'remark.added':
      return said(
        '✎',
        `remark: ${event.verdict}${event.text === undefined ? '' : `: ${event.text}`}`,
        'dim',
        view,
      )
    case 'loop.began':
    case 'branch.stopped':
    case 'limit.reached':
    case 'child.started':
    case 'child.ended':
      return flowLines(event, plan, view)
    default:
      return runLines(event, plan, view)
  }
}

type FlowEvent = Extract<
  RunEvent,
  { type: 'loop.began' | 'branch.stopped' | 'limit.reached' | 'child.started' | 'child.ended' }
>

/** What happens to steps together, and to other runbooks. */
function flowLines(event: FlowEvent, plan: Plan, view: View): string[] {
  switch (event.type) {
    case 'loop.began': {
      const items = reveal(event.items, ['(erased)'])
      return items.length === 0 ? [] : said('↻', `${items.length} times: ${items.join(', ')}`, 'dim', view)
    }
    case 'branch.stopped':
      return said('■', `"${titleOf(plan, event.instance)}" ${stopWords[event.why]}`, 'yellow', view)
    case 'limit.reached': {
      const words = `"${titleOf(plan, event.instance)}" has taken its ${formatDuration(event.limitMs)}`
      return said('◷', words, 'yellow', view)
    }
    case 'child.started':
      return said('▸', `${event.path} is carried out here`, 'dim', view)
    case 'child.ended':
      return event.status === 'succeeded'
        ? said('·', 'it has succeeded', 'dim', view)
        : said('✗', `it has ended, ${event.status}: ${event.why}`, 'red', view)
  }
}

/** A step's header; of a loop, once for the whole, and then which turn it is. */
function entered(event: Extract<RunEvent, { type: 'step.entered' }>, plan: Plan, view: View): string[] {
  const step = stepAt(plan, event.instance)
  if (step?.kind !== 'step') return []
  const { turns } = readInstanceId(event.instance)
  let loops = 0
  for (let at: PlanStep | undefined = step; at; at = at.parent && plan.steps[at.parent]) if (at.loop) loops++
  const isTurn = step.loop !== undefined && turns.length === loops
  return isTurn
    ? ['', ...said('↻', `${terminalLine(step.title)} · turn ${turns.join('.')}`, 'dim', view)]
    : headerLines(plan, step, event.visit, view)
}

function runLines(event: RunEvent, plan: Plan, view: View): string[] {
  switch (event.type) {
    case 'finding.noted':
      return said('!', event.message, 'yellow', view)
    case 'note.added':
      return said('✎', `note: ${'private' in event.text ? event.text.private : '(erased)'}`, 'dim', view)
    case 'run.mode-changed':
      return said('·', `mode: ${event.mode}`, 'dim', view)
    case 'run.paused':
      return said('‖', 'paused', 'yellow', view)
    case 'run.continued':
      return said('▸', 'going on', 'dim', view)
    case 'run.cancel-requested':
      return said('■', 'the run is being cancelled', 'yellow', view)
    case 'run.rollback-started':
      return [
        '',
        ...wrap(view.styles.bold('↶ Rolling back: what was done is taken back, last step first'), view),
      ]
    case 'approval.voided':
      return said('!', `the approval holds no more: ${voidWords(event.field)}`, 'yellow', view)
    case 'plan.replaced':
      return said('⇆', `going on with the corrected text: ${replacementWords(event)}`, 'yellow', view)
    case 'run.handed-over': {
      const note = event.note ? `: ${reveal(event.note, '(erased)')}` : ''
      return said('⇒', `handed over from ${event.from} to ${event.to}${note}`, 'yellow', view)
    }
    case 'run.escalated': {
      const contact = event.contact === '' ? 'somebody' : event.contact
      const text = event.text ? `: ${reveal(event.text, '(erased)')}` : ''
      return said('☎', `called ${contact}${text}`, 'yellow', view)
    }
    case 'run.went-to':
      return said('↷', `going to "${titleOf(plan, event.step)}"`, 'dim', view)
    default:
      return []
  }
}

const titleOf = (plan: Plan, id: string): string => titleLine(plan, stepAt(plan, id)?.title ?? id)

type Colour = 'red' | 'green' | 'yellow' | 'dim'

/** A mark and words: `  ✓ done`. The mark says it without colours. */
export function said(mark: string, words: string, colour: Colour, { columns, styles }: View): string[] {
  return wrap(styles[colour](terminalPlain(words)), {
    columns,
    first: `  ${styles[colour](mark)} `,
    rest: '    ',
  })
}

function succeeded(event: Extract<RunEvent, { type: 'step.succeeded' }>, plan: Plan, view: View): string[] {
  if (stepAt(plan, event.instance)?.kind !== 'step') return []
  const words = { tool: 'done', 'by-hand': 'done by hand', 'already-done': 'already done', children: 'done' }
  return said('✓', words[event.how], 'green', view)
}

const skipWords = {
  'not-applicable': 'not applicable',
  'already-done': 'already done',
  unsafe: 'unsafe',
  other: 'for another reason',
  condition: 'its condition does not hold',
  'passed-over': 'passed over',
} satisfies Record<Extract<RunEvent, { type: 'step.skipped' }>['reason'], string>

type Undone = Extract<RunEvent, { type: 'step.undone' }>['how']

const undoneWords = {
  tool: 'is taken back',
  'by-hand': 'is taken back by hand',
  skipped: 'stays as it is',
  failed: 'could not be taken back',
} satisfies Record<Undone, string>

const undoneColour = { tool: 'green', 'by-hand': 'green', skipped: 'dim', failed: 'red' } as const

const stopWords = { 'not-needed': 'is not needed any more', left: 'is left', limit: 'is over' } as const

const cancelWords = { operator: 'interrupted', timeout: 'time limit reached', 'run-cancelled': 'cancelled' }

function checked(event: Extract<RunEvent, { type: 'check.concluded' }>, view: View): string[] {
  // Before a step, "no" is good news for nobody and bad news for nobody: there is work to do.
  if (event.stage === 'precheck')
    return said('·', event.holds ? 'it is already done' : 'it is not done yet', 'dim', view)
  return event.holds
    ? said('✓', 'verified', 'green', view)
    : said('✗', `not verified: ${event.why}`, 'red', view)
}

function finished(event: Extract<RunEvent, { type: 'attempt.finished' }>, view: View): string[] {
  const took = formatDuration(event.tookMs)
  const cut = event.truncated
    ? said('!', 'it printed more than is kept: what came after the limit is in no log', 'yellow', view)
    : []
  if (event.end.kind === 'never-ran') return said('·', 'it had not begun: starting it now', 'dim', view)
  // What a failure leads to is said by what comes next: a question, a retry, a step that failed.
  const how =
    event.end.kind === 'exit' ? [`exit ${event.end.code}`] : event.failure ? [event.failure.message] : []
  return [...cut, ...said('·', [...how, took].join(' · '), 'dim', view)]
}

function timerWords(event: Extract<RunEvent, { type: 'timer.set' }>, at: number): string {
  const after = formatDuration(Math.max(0, event.due - at))
  return event.purpose === 'retry' ? `trying again in ${after}` : `waiting ${after}`
}

/** `go to X`, `stop`: as events hold them. */
const consequences = (consequence: string): string =>
  consequence === 'continue' ? 'going on' : consequence === 'stop' ? 'the run stops' : consequence
