import { describe, expect, test } from 'vitest'
import type { Question } from '../../src/run/question.ts'
import { choicesFor } from '../../src/run/question.ts'
import type { OfferFacts } from '../../web/run/offers.ts'
import { offersOf } from '../../web/run/offers.ts'

const failure = { kind: 'exit', message: 'exit 1' } as const
const questions: readonly Question[] = [
  { kind: 'do' },
  { kind: 'run', holes: [], why: 'mode' },
  { kind: 'check', text: 'is it up?', purpose: 'verify' },
  { kind: 'undo', text: 'put it back' },
  { kind: 'approve', message: '', approvers: [], count: 1, given: 0 },
  { kind: 'choose', text: 'which?', options: ['a', 'b'] },
  { kind: 'menu', left: [{ step: 'a', title: 'A' }] },
  { kind: 'failed', failure, escalate: false, undoing: false },
  { kind: 'stale' },
  { kind: 'unknown', why: 'gone' },
]

const ready: OfferFacts = { careful: false, command: 'ready', undoing: false, evidence: false }

/** Options and picks are a list of their own above the buttons. */
const listed = new Set(['option', 'pick'])

describe('the buttons of a question', () => {
  test.each(questions)('of kind $kind are every answer it takes', (question) => {
    const offered = offersOf(question, ready).map(({ choice }) => choice)
    expect(offered.toSorted()).toEqual(
      choicesFor[question.kind].filter((choice) => !listed.has(choice)).toSorted(),
    )
  })

  test.each(questions)(
    'of kind $kind have keys of their own, and none that the page uses for something else',
    (question) => {
      const keys = offersOf(question, ready).map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      // Pause, remark, help, search, to the current step, to another page; `n` gives way where it is an answer.
      expect(keys.filter((key) => /^[pm?/.g1-9]$/.test(key))).toEqual([])
    },
  )

  test('what is dangerous, or lands elsewhere, is never one press', () => {
    const wants = (question: Question) =>
      offersOf(question, { ...ready, careful: true }).filter(
        ({ choice }) => choice === 'run' || choice === 'retry',
      )
    expect(wants({ kind: 'run', holes: [], why: 'mode' }).map((offer) => offer.wants)).toEqual(['danger'])
    expect(
      wants({ kind: 'failed', failure, escalate: false, undoing: false }).map((offer) => offer.wants),
    ).toEqual(['danger'])
  })

  test('a command with an open hole, or one that is refused, has no button to run it', () => {
    for (const command of ['open', 'refused'] as const) {
      const offered = offersOf({ kind: 'run', holes: [], why: 'mode' }, { ...ready, command })
      expect(offered.map(({ choice }) => choice)).not.toContain('run')
    }
  })

  test('while a run is taken back there is no way to another step', () => {
    const choices = questions.flatMap((question) => offersOf(question, { ...ready, undoing: true }))
    expect(choices.filter(({ choice }) => choice === 'go-to' || choice === 'roll-back')).toEqual([])
  })

  test('a step that wants evidence asks for it', () => {
    const [done] = offersOf({ kind: 'do' }, { ...ready, evidence: true })
    expect(done).toMatchObject({ choice: 'done', wants: 'evidence' })
  })
})
