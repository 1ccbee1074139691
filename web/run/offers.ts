import type { Choice, Question } from '../../src/run/question.ts'
import { choicesFor } from '../../src/run/question.ts'
import type { Verb } from '../../src/access/verb.ts'

/** What belongs to an answer besides the press. */
export type Wanted = 'nothing' | 'text' | 'reason' | 'approver' | 'evidence' | 'step' | 'confirm' | 'danger'

/** An answer as a button. */
export type Offer = {
  readonly choice: Choice
  readonly words: string
  readonly key: string
  /** `grave`: it ends or undoes, and is not what is usually meant. */
  readonly look: 'primary' | 'plain' | 'danger' | 'grave'
  readonly wants: Wanted
}

/** What the buttons depend on besides the question. */
export type OfferFacts = {
  /** It deletes, is privileged, or lands elsewhere than the command before: never on one press. */
  readonly careful: boolean
  /** What the command of the question is; `none` when it has none. */
  readonly command: 'ready' | 'open' | 'refused' | 'none'
  readonly undoing: boolean
  /** The step wants evidence when it is done. */
  readonly evidence: boolean
}

/** What whoever gives an answer must be allowed: approving is not answering. */
export const verbOf = (choice: Choice): Verb =>
  choice === 'approve' || choice === 'deny' ? 'approve' : 'answer'

const plain = (choice: Choice, words: string, key: string, wants: Wanted = 'nothing'): Offer => ({
  choice,
  words,
  key,
  look: 'plain',
  wants,
})
const first = (choice: Choice, words: string, key: string, wants: Wanted = 'nothing'): Offer => ({
  ...plain(choice, words, key, wants),
  look: 'primary',
})

/** The buttons of a question, the usual one first: the same answers as a terminal takes. */
export function offersOf(question: Question, facts: OfferFacts): readonly Offer[] {
  const allowed: readonly Choice[] = choicesFor[question.kind]
  return offered(question, facts).filter(
    ({ choice }) =>
      allowed.includes(choice) &&
      // While a run is taken back there is no way to another step.
      !(facts.undoing && (choice === 'go-to' || choice === 'roll-back')),
  )
}

function offered(question: Question, facts: OfferFacts): readonly Offer[] {
  const done: Wanted = facts.evidence ? 'evidence' : 'nothing'
  switch (question.kind) {
    case 'do':
      return [first('done', 'Done', 'd', done), ...leaving]
    case 'run':
      return [...runOffers(facts), plain('done', 'Done by hand', 'd', done), ...leaving]
    case 'check':
      return [first('yes', 'Yes', 'y'), plain('no', 'No', 'n')]
    case 'undo':
      return [
        first('done', 'Taken back', 'd'),
        plain('skip', 'Leave it as it is', 's'),
        plain('fail', 'Failed', 'f', 'text'),
      ]
    case 'approve':
      return [
        first('approve', 'Approve', 'a', 'approver'),
        { ...plain('deny', 'Deny', 'x', 'text'), look: 'grave' },
      ]
    case 'choose':
      return [plain('skip', 'Skip', 's')]
    case 'menu':
      return [plain('finish', 'Finish', 'f')]
    case 'failed':
      return [
        first('retry', 'Try again', 'r', facts.careful ? 'danger' : 'nothing'),
        plain('done', 'Done by hand', 'd', done),
        plain('skip', 'Skip', 's', 'reason'),
        plain('go-to', 'Go to …', 'b', 'step'),
        { ...plain('roll-back', 'Roll back', 'B', 'confirm'), look: 'grave' },
        { ...plain('stop', 'Stop the run', 'x', 'confirm'), look: 'grave' },
      ]
    case 'stale':
      return [first('still-valid', 'It still holds', 'y'), plain('again', 'Do it again', 'a')]
    case 'unknown':
      return [
        first('happened', 'It happened', 'y'),
        plain('did-not-happen', 'It did not: run it', 'n', 'confirm'),
      ]
  }
}

const leaving: readonly Offer[] = [
  plain('skip', 'Skip', 's', 'reason'),
  plain('fail', 'Failed', 'f', 'text'),
  plain('go-to', 'Go to …', 'b', 'step'),
]

function runOffers({ careful, command }: OfferFacts): readonly Offer[] {
  if (command !== 'ready') return []
  return careful ? [{ ...first('run', 'Run …', 'r', 'danger'), look: 'danger' }] : [first('run', 'Run', 'r')]
}
