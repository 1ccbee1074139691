import { stepOf } from '../../plan/find.ts'
import { reveal } from '../../run/event/private.ts'
import type { RunEvent } from '../../run/event/event.ts'
import type { Fact } from '../../run/evolve.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { statusWord } from './end-lines.ts'
import { titleLine } from './fill.ts'
import { questionTitle } from './question-lines.ts'
import { said } from './screen.ts'

/**
 * What somebody is told who takes over a run that was handed to them: by whom, what they must know, what was done,
 * what is open, and the notes. Nothing once they have answered something.
 */
export function handOverLines(
  state: ReadonlyRunState,
  facts: readonly Fact[],
  now: number,
  view: View,
): readonly string[] {
  const at = facts.findLastIndex(({ event }) => event.type === 'run.handed-over')
  const fact = facts[at]
  if (fact?.event.type !== 'run.handed-over') return []
  const answered = facts.slice(at + 1).some(({ event }) => event.type === 'question.answered')
  if (answered || state.status === 'ended') return []
  const { from, to, note } = fact.event
  const ago = formatDuration(Math.max(0, now - fact.at))
  const text = note ? `: ${reveal(note, '(erased)')}` : ''
  return [
    '',
    ...said('⇒', `${to}, ${from} handed this run over to you ${ago} ago${text}`, 'yellow', view),
    ...list('Done', doneWords(state), view),
    ...list('Open', openWords(state), view),
    ...list('Notes', noteWords(facts), view),
  ]
}

/** More than this is in `kneeboard status` and in the report. */
const listedMax = 12

function list(name: string, all: readonly string[], view: View): readonly string[] {
  if (all.length === 0) return []
  const left = all.length - listedMax
  const shown = left > 0 ? [`… and ${left} before`, ...all.slice(-listedMax)] : all
  return [
    `  ${view.styles.bold(name)}`,
    ...shown.flatMap((line) => wrap(line, { ...view, first: '    ', rest: '      ' })),
  ]
}

const doneWords = (state: ReadonlyRunState): readonly string[] =>
  [...state.instances.values()].flatMap(({ step, status, stale }) => {
    const found = stepOf(state.plan, step)
    if (found.kind !== 'step' || status.kind === 'waiting') return []
    const word = statusWord(status)
    return word === 'under way' || word === 'not chosen'
      ? []
      : [`${titleLine(state.plan, found.title)}: ${word}${stale ? ', stale?' : ''}`]
  })

const openWords = (state: ReadonlyRunState): readonly string[] =>
  [...state.questions.values()].map(({ instance, question }) => {
    const step = state.instances.get(instance)?.step
    const title = step === undefined ? '' : titleLine(state.plan, stepOf(state.plan, step).title)
    return `${title} ${questionTitle(question)}`
  })

const noteWords = (facts: readonly Fact[]): readonly string[] =>
  facts
    .filter(
      (fact): fact is Fact & { event: Extract<RunEvent, { type: 'note.added' }> } =>
        fact.event.type === 'note.added',
    )
    .map(({ event, by }) => `${terminalLine(by.id)}: ${terminalLine(reveal(event.text, '(erased)'))}`)
