import type { PlanStep } from '../../src/plan/plan.ts'
import { replaceReferences } from '../../src/plan/reference.ts'
import type { Question } from '../../src/run/question.ts'
import type { Instance, ReadonlyRunState } from '../../src/run/state.ts'
import { voidWords } from '../../src/run/void-words.ts'
import { lookUp, valueText } from '../../src/run/values.ts'
import type { StepHistory } from './history.ts'
import type { IconName } from '../ui/icon.tsx'
import type { Tone } from '../ui/status.tsx'

/** How a step stands: a mark, a colour and a word. */
export type StepLook = {
  readonly icon: IconName | 'turn' | 'number'
  readonly tone: Tone
  readonly words: string
}

/** How a step looks in the checklist. */
export function stepLook(
  instance: Readonly<Instance> | undefined,
  stopping: 'ended' | 'going',
  undone?: StepHistory['undone'],
): StepLook {
  const status = instance?.status
  const isAtRest = status?.kind === 'waiting' || status?.kind === 'succeeded'
  if (undone !== undefined && isAtRest) return { icon: 'undo', ...undoneLooks[undone] }
  switch (status?.kind) {
    case 'succeeded':
      return { icon: 'check', tone: 'good', words: doneWords[status.how] }
    case 'failed':
      return {
        icon: 'cross',
        tone: status.tolerated ? 'warn' : 'bad',
        words: `failed: ${status.failure.message}`,
      }
    case 'skipped':
      return { icon: 'skip', tone: 'plain', words: skipWords[status.reason] }
    case 'not-chosen':
      return { icon: 'dash', tone: 'plain', words: 'not chosen' }
    case 'cancelled':
      return { icon: 'stop', tone: 'plain', words: 'cancelled' }
    case 'unknown':
      return { icon: 'warning', tone: 'warn', words: 'its outcome is not known' }
    case 'running':
      return { icon: 'turn', tone: 'accent', words: 'running' }
    case 'asked':
      return { icon: 'questions', tone: 'warn', words: 'waits for a person' }
    case 'ready':
      return stopping === 'ended' ? notBegun : { icon: 'turn', tone: 'accent', words: 'under way' }
    case 'waiting':
    case undefined:
      return notBegun
  }
}

const undoneLooks = {
  tool: { tone: 'warn', words: 'taken back' },
  'by-hand': { tone: 'warn', words: 'taken back by hand' },
  skipped: { tone: 'plain', words: 'stays as it is' },
  failed: { tone: 'bad', words: 'could not be taken back' },
} as const satisfies Record<NonNullable<StepHistory['undone']>, Omit<StepLook, 'icon'>>

const notBegun: StepLook = { icon: 'number', tone: 'plain', words: 'not begun' }

const doneWords = {
  tool: 'done',
  'by-hand': 'done by hand',
  'already-done': 'already done',
  children: 'done',
  confirmed: 'still holds',
} satisfies Record<Extract<Instance['status'], { kind: 'succeeded' }>['how'], string>

const skipWords = {
  'not-applicable': 'skipped: not applicable',
  'already-done': 'skipped: already done',
  unsafe: 'skipped: unsafe',
  other: 'skipped',
  condition: 'skipped: its condition does not hold',
  'passed-over': 'passed over',
} satisfies Record<Extract<Instance['status'], { kind: 'skipped' }>['reason'], string>

/** What a question asks, as a headline. */
export function questionWords(question: Question): string {
  switch (question.kind) {
    case 'do':
      return 'Do this step, then say how it went'
    case 'run':
      return question.holes.length > 0 ? 'This command needs values' : 'Run this command?'
    case 'check':
      return question.purpose === 'verify'
        ? `Does this hold? ${question.text}`
        : `Is this so already? ${question.text}`
    case 'undo':
      return `Take it back: ${question.text}`
    case 'approve': {
      const by = question.approvers.length === 0 ? '' : ` by ${question.approvers.join(', ')}`
      const count = question.count > 1 ? ` (${question.given} of ${question.count} so far)` : ''
      const again = question.void === undefined ? '' : ` again: ${voidWords(question.void)}`
      return `Approval${by} is needed${again}${count}${question.message === '' ? '' : `: ${question.message}`}`
    }
    case 'choose':
      return question.text
    case 'menu':
      return 'What next? Pick any, in any order'
    case 'failed':
      return `${question.undoing ? 'Taking it back failed' : 'It failed'}: ${question.failure.message}`
    case 'stale':
      return 'This was done before you went back. Does it still hold?'
    case 'unknown':
      return `Its outcome is not known: ${question.why}. Did it happen?`
  }
}

/** Puts the run's values where prose refers to them; secrets and what is not known yet stay as they are written. */
export const fillFrom =
  (state: ReadonlyRunState, at?: Pick<Instance, 'step' | 'turns'>) =>
  (text: string): string =>
    replaceReferences(text, ({ name, range }) => {
      const found = lookUp({ state, at }, name)
      return found.kind === 'value' ? valueText(found.value) : text.slice(range.from, range.to)
    })

export const stepTitle = (
  state: ReadonlyRunState,
  step: PlanStep,
  at?: Pick<Instance, 'step' | 'turns'>,
): string => fillFrom(state, at)(step.title)
