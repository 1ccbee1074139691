import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assisted, auto, command, goTo, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import { lineDifference } from '../text/line-difference.ts'
import { deviationsOf, deviationWords } from './deviations.ts'

const by = { kind: 'person', id: 'ann', via: 'cli' } as const

const deviations = (story: Story) =>
  deviationsOf(
    story.events.map((event, index) => ({ seq: index + 1, at: index, by, event })),
    story.state,
  )

describe('deviations', () => {
  it('a skipped step, with its reason and the words for it', () => {
    const story = new Story(planOf([step('a')]))
    story.answer({ choice: 'skip', reason: 'unsafe', text: 'the disk is full' })
    const [one] = deviations(story)
    expect(one).toMatchObject({ kind: 'skipped', title: 'a', reason: 'unsafe', text: 'the disk is full' })
    expect(one && deviationWords(one)).toBe('"a" was skipped: unsafe, the disk is full')
  })

  it('a machine\u2019s step done by hand; a person\u2019s own step is none', () => {
    const story = new Story(planOf([assisted('a'), step('b')]))
    story.answer({ choice: 'done' })
    story.answer({ choice: 'done' })
    expect(deviations(story)).toMatchObject([{ kind: 'by-hand', title: 'a' }])
  })

  it('a changed command, with the difference', () => {
    const story = new Story(planOf([step('a', { commands: [command('one\ntwo\n', { rung: 'assisted' })] })]))
    story.answer({ choice: 'run', edited: { private: 'one\nthree\n' } })
    expect(deviations(story)).toMatchObject([
      { kind: 'changed', title: 'a', difference: ['  one', '- two', '+ three'] },
    ])
  })

  it('an order the operator changed, with what that passed over; a jump as written is none', () => {
    const story = new Story(planOf([assisted('a'), auto('b'), assisted('c')]))
    story.input({ kind: 'go-to', step: 'c' })
    expect(deviations(story).map(({ kind, step: id }) => `${kind} ${id}`)).toEqual([
      'skipped a',
      'skipped b',
      'order c',
    ])
    const written = new Story(planOf([auto('a', { onFailure: goTo('c') }), auto('b'), auto('c')])).ends(1)
    expect(written.runs()).toBe('main c')
    expect(deviations(written)).toEqual([])
  })

  it('a step that was not done again after going back', () => {
    const story = new Story(planOf([auto('a'), auto('b'), assisted('c')])).goesWell()
    story.input({ kind: 'go-to', step: 'a' })
    story.goesWell().answer({ choice: 'still-valid' })
    expect(deviations(story).map(({ kind }) => kind)).toEqual(['order', 'confirmed'])
  })
})

describe('a difference of lines', () => {
  const line = fc.constantFrom('a', 'b', 'c', '')
  const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => `${lines.join('\n')}x`)

  it('gives both texts back, and nothing is marked where they are equal', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const difference = lineDifference(before, after)
        const side = (mark: string) =>
          difference
            .filter((each) => each.startsWith(mark) || each.startsWith('  '))
            .map((each) => each.slice(2))
            .join('\n')
        expect([side('- '), side('+ ')]).toEqual([before, after])
        expect(lineDifference(before, before).every((each) => each.startsWith('  '))).toBe(true)
      }),
    )
  })
})
