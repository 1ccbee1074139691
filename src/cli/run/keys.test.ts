import { describe, expect, test } from 'vitest'
import type { Question } from '../../run/question.ts'
import { choicesFor } from '../../run/question.ts'
import { plain } from '../terminal/style.ts'
import type { KeyFacts, Wish } from './keys.ts'
import { commonKeys, keyLines, keysFor, wishOf } from './keys.ts'

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
  { kind: 'unknown', why: 'gone' },
]

const ready: KeyFacts = { careful: false, command: 'ready', editable: true, undoing: false }
const run: Question = { kind: 'run', holes: [], why: 'mode' }

/** What each key press answers; the words of a question's choices. */
const choiceOf: Readonly<Partial<Record<Wish, string>>> = {
  number: 'option or pick',
  fill: 'run',
  edit: 'run',
}

describe('the keys of a question', () => {
  test.each(questions)('of kind $kind reach every answer it takes', (question) => {
    const wishes = keysFor(question, ready).map(({ wish }) => choiceOf[wish] ?? wish)
    for (const choice of choicesFor[question.kind]) {
      const reached = wishes.some((wish) => wish === choice || wish.includes(choice))
      expect(`${choice} ${reached}`).toBe(`${choice} true`)
    }
  })

  test.each(questions)('of kind $kind are all different', (question) => {
    const keys = keysFor(question, ready).flatMap((each) => each.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each(questions)('of kind $kind stand on two lines of 80 columns at most', (question) => {
    expect(keyLines(keysFor(question, ready), { columns: 80, styles: plain }).length).toBeLessThanOrEqual(2)
  })

  test('Enter runs what is harmless', () => {
    expect(wishOf('enter', keysFor(run, ready))).toBe('run')
  })

  test('what is dangerous, or lands elsewhere, runs only on a capital R', () => {
    const keys = keysFor(run, { ...ready, careful: true })
    expect(keys.filter(({ wish }) => wish === 'run').flatMap((each) => each.keys)).toEqual(['R'])
  })

  test('a dangerous command is not tried again on a small r', () => {
    const failed: Question = { kind: 'failed', failure, escalate: false, undoing: false }
    expect(wishOf('r', keysFor(failed, { ...ready, careful: true }))).toBeUndefined()
  })

  test('with an open hole Enter asks for it, and with a refused command there is no key to run it', () => {
    expect(wishOf('enter', keysFor(run, { ...ready, command: 'open' }))).toBe('fill')
    expect(keysFor(run, { ...ready, command: 'refused' }).map(({ wish }) => wish)).not.toContain('run')
  })

  test('where a key is taken by the question, the common one gives way', () => {
    expect(wishOf('n', keysFor({ kind: 'check', text: '', purpose: 'verify' }, ready))).toBe('no')
    expect(wishOf('n', keysFor({ kind: 'do' }, ready))).toBe('note')
    expect(commonKeys.some(({ wish }) => wish === 'help')).toBe(true)
  })
})
