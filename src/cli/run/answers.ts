import { stepOf, within } from '../../plan/find.ts'
import type { Answer, Question, SkipReason } from '../../run/question.ts'
import { choicesFor } from '../../run/question.ts'
import type { OpenQuestion } from '../../run/state.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import { isSettled } from '../../run/state.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { attach } from './attach.ts'
import type { Conductor } from './conductor.ts'
import { askLine, stepOfQuestion, submit } from './conductor.ts'
import { statusWord } from './end-lines.ts'
import { titleLine } from './fill.ts'
import type { Wish } from './keys.ts'
import { said } from './screen.ts'

/** Hands an answer in. A jump from where a question does not allow one goes to the run itself. */
export async function give(conductor: Conductor, open: OpenQuestion, answer: Answer): Promise<void> {
  const choices: readonly string[] = choicesFor[open.question.kind]
  if (answer.choice === 'go-to' && !choices.includes('go-to'))
    await submit(conductor, { kind: 'go-to', step: answer.step })
  else {
    conductor.narrator.answeredHere.add(open.effect)
    const taken = await submit(conductor, { kind: 'answer', effect: open.effect, answer })
    // Refused, perhaps because it is not any more what was shown: it is shown again.
    if (!taken && answer.choice === 'approve') conductor.narrator.subjectsShown.delete(open.effect)
  }
}

/** The answer a wish leads to, asking for what belongs to it; undefined when it was broken off. */
export async function answerOf(
  conductor: Conductor,
  open: OpenQuestion,
  wish: Wish,
  key: string,
): Promise<Answer | undefined> {
  switch (wish) {
    case 'done':
      return doneAnswer(conductor, open)
    case 'skip':
      return skipAnswer(conductor, open)
    case 'fail':
      return withText(conductor, 'What failed (Enter: no more to say)?', (text) => ({
        choice: 'fail',
        ...text,
      }))
    case 'deny':
      return withText(conductor, 'Why (Enter: no more to say)?', (text) => ({ choice: 'deny', ...text }))
    case 'approve':
      return approveAnswer(conductor, open)
    case 'go-to':
      return goToAnswer(conductor, open.question)
    case 'number':
      return numberAnswer(conductor, open.question, key)
    case 'yes':
    case 'no':
    case 'finish':
    case 'retry':
    case 'roll-back':
    case 'stop':
    case 'still-valid':
    case 'again':
    case 'happened':
    case 'did-not-happen':
      return { choice: wish }
    default:
      return undefined
  }
}

async function doneAnswer(conductor: Conductor, open: OpenQuestion): Promise<Answer | undefined> {
  const wanted = stepOfQuestion(conductor, open)?.evidence
  if (wanted === undefined || conductor.driver.state.instances.get(open.instance)?.attached)
    return { choice: 'done' }
  const text = await askLine(conductor, `Evidence (${terminalLine(wanted)}): words, or @FILE:`)
  if (text === undefined || text.trim() === '') return undefined
  if (!text.startsWith('@')) return { choice: 'done', evidence: { private: text } }
  return (await attach(conductor, open.instance, text.slice(1))) ? { choice: 'done' } : undefined
}

const reasonKeys: readonly (readonly [key: string, reason: SkipReason, words: string])[] = [
  ['n', 'not-applicable', 'not applicable'],
  ['a', 'already-done', 'already done'],
  ['u', 'unsafe', 'unsafe'],
  ['o', 'other', 'other'],
]

async function skipAnswer(conductor: Conductor, open: OpenQuestion): Promise<Answer | undefined> {
  const { question } = open
  if (question.kind === 'choose' || question.kind === 'undo') return { choice: 'skip', reason: 'other' }
  const { writer, view } = conductor
  const shown = reasonKeys.map(([key, , words]) => `${view.styles.bold(`[${key}]`)} ${words}`).join('  ')
  writer.footer([`  Skip because: ${shown}`])
  const { pressed } = conductor.keyboard.key()
  const key = await pressed
  writer.footer([])
  const reason = reasonKeys.find(([each]) => each === key)?.[1]
  if (reason === undefined) return undefined
  const needsText = open.stage === 'main' && stepOfQuestion(conductor, open)?.evidence !== undefined
  if (reason !== 'other' && !needsText) return { choice: 'skip', reason }
  return withText(conductor, 'Why (Enter: no more to say)?', (text) => ({ choice: 'skip', reason, ...text }))
}

async function withText(
  conductor: Conductor,
  prompt: string,
  answer: (text: { text?: string }) => Answer,
): Promise<Answer | undefined> {
  const text = await askLine(conductor, prompt)
  if (text === undefined) return undefined
  return answer(text.trim() === '' ? {} : { text: text.trim() })
}

async function approveAnswer(conductor: Conductor, open: OpenQuestion): Promise<Answer | undefined> {
  const approver = await askLine(conductor, 'Who approves (their name; it is recorded as you say it)?')
  if (approver === undefined || approver.trim() === '') return undefined
  const subject = conductor.narrator.subjectsShown.get(open.effect)
  return {
    choice: 'approve',
    approver: approver.trim(),
    asserted: true,
    ...(subject === undefined ? {} : { subject }),
  }
}

async function numberAnswer(
  conductor: Conductor,
  question: Question,
  key: string,
): Promise<Answer | undefined> {
  const count =
    question.kind === 'choose' ? question.options.length : question.kind === 'menu' ? question.left.length : 0
  const written =
    count > 9 ? await askLine(conductor, `Which (1 to ${count})?`, key === '1…9' ? '' : key) : key
  const index = Number(written) - 1
  if (question.kind === 'choose' && question.options[index] !== undefined) return { choice: 'option', index }
  const picked = question.kind === 'menu' ? question.left[index] : undefined
  if (picked) return { choice: 'pick', step: picked.step }
  conductor.writer.lines(said('!', `there is no number ${written ?? ''}`, 'yellow', conductor.view))
  return undefined
}

/** Steps that were met already; after a failure, every step. */
async function goToAnswer(conductor: Conductor, question: Question): Promise<Answer | undefined> {
  const { driver, writer, view } = conductor
  const { state } = driver
  const steps = [...within(state.plan, state.plan.root)]
    .map((id) => stepOf(state.plan, id))
    .filter((step) => step.kind === 'step')
    .map((step) => ({ step, status: state.instances.get(instanceIdOf(step.id, noTurns))?.status }))
    .filter(({ status }) => question.kind === 'failed' || (status !== undefined && isSettled(status)))
  if (steps.length === 0) {
    writer.lines(said('!', 'there is no step before this one', 'yellow', view))
    return undefined
  }
  writer.lines(
    steps.map(
      ({ step, status }, index) =>
        `    ${String(index + 1).padStart(3)}. ${titleLine(state.plan, step.title)} ${view.styles.dim(statusWord(status))}`,
    ),
  )
  const written = await askLine(conductor, `Go to which step (1 to ${steps.length}, Enter: stay)?`)
  const target = steps[Number(written) - 1]
  return target && { choice: 'go-to', step: target.step.id }
}
