import { subjectOf } from '../../run/approval.ts'
import type { Question } from '../../run/question.ts'
import type { OpenQuestion } from '../../run/state.ts'
import type { RunbookInput } from '../../action/action.ts'
import { answerOf, give } from './answers.ts'
import { approvalLines } from './approval-lines.ts'
import { askCommon } from './ask-common.ts'
import { askRun } from './ask-run.ts'
import { checklistLines } from './checklist.ts'
import { plannedLines } from './command-lines.ts'
import { fillFrom } from './fill.ts'
import type { Conductor, Next } from './conductor.ts'
import { press, stepOfQuestion } from './conductor.ts'
import type { KeyChoice } from './keys.ts'
import { keysFor } from './keys.ts'
import { questionLines } from './question-lines.ts'

/** What was asked last: a question is written once, however often its keys come back. */
export type Asked = { effect?: string }

/** Asks the operator one question and hands in the answer; comes back when the run may have changed. */
export async function askQuestion(conductor: Conductor, open: OpenQuestion, asked: Asked): Promise<Next> {
  const { narrator, writer, view } = conductor
  const { question } = open
  const unseen = question.kind === 'approve' && !narrator.subjectsShown.has(open.effect)
  const first = asked.effect !== open.effect || unseen
  asked.effect = open.effect
  narrator.showStep(open.instance)
  const other = otherRunbook(conductor, open)
  if (question.kind === 'run' && !other) return askRun(conductor, open, first ? 'show' : 'shown')
  const step = stepOfQuestion(conductor, open)
  if (first) {
    if (step && question.kind === 'do') writer.lines(checklistLines(conductor, step))
    else if (step && question.kind !== 'failed' && question.kind !== 'unknown')
      narrator.showBody(step, open.at)
    showSubject(conductor, open)
    if (other) writer.lines(plannedLines(other, view, '  '))
    writer.lines(questionLines(filled(question, conductor), view))
  }
  const keys = keysFor(question, {
    careful: dangerous(conductor, open),
    command: other ? 'ready' : 'none',
    editable: false,
    undoing: question.kind === 'failed' && question.undoing,
  })
  return answerBy(conductor, open, keys)
}

/** What is asked, with the run's values where it refers to them. */
function filled(question: Question, { driver }: Conductor): Question {
  const fill = fillFrom(driver.state)
  if (question.kind === 'approve') return { ...question, message: fill(question.message) }
  return question.kind === 'choose' || question.kind === 'check'
    ? { ...question, text: fill(question.text) }
    : question
}

/** An approver sees everything the approval is of; what is approved must be what was shown. */
function showSubject({ driver, app, narrator, writer, view }: Conductor, open: OpenQuestion): void {
  const subject = subjectOf(driver.state, open, app.driver.environment)
  if (!subject) return
  narrator.subjectsShown.set(open.effect, subject.hash)
  writer.lines(approvalLines(driver.state, subject, view))
}

/** Another runbook waits to be pressed: there is no command to look at, and each of its own is asked about there. */
function otherRunbook(conductor: Conductor, open: OpenQuestion): RunbookInput | undefined {
  const input = stepOfQuestion(conductor, open)?.commands[open.at]?.input
  return open.question.kind === 'run' && open.stage === 'main' && input?.action === 'runbook'
    ? input
    : undefined
}

function dangerous(conductor: Conductor, open: OpenQuestion): boolean {
  const step = stepOfQuestion(conductor, open)
  return (step?.commands[open.at]?.dangers.length ?? 0) > 0
}

async function answerBy(conductor: Conductor, open: OpenQuestion, keys: readonly KeyChoice[]): Promise<Next> {
  const pressed = await press(conductor, keys)
  if (pressed.kind === 'changed') return 'on'
  const common = await askCommon(conductor, open.instance, pressed)
  if (common) return common
  const answer =
    pressed.wish === 'run'
      ? ({ choice: 'run' } as const)
      : await answerOf(conductor, open, pressed.wish, pressed.key)
  if (answer) await give(conductor, open, answer)
  return 'on'
}
