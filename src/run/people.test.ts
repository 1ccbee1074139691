import type { Actor } from './event/envelope.ts'
import { describe, expect, it } from 'vitest'
import { assisted, auto, command, goTo, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'

describe('people in a run', () => {
  it('go back: what was finished after it is stale until it is done again', () => {
    const story = new Story(planOf([auto('a'), auto('b'), assisted('c')])).ends(0).ends(0)
    expect(story.input({ kind: 'go-to', step: 'a' })).toBeUndefined()
    expect(story.runs()).toBe('main a')
    expect([...story.state.instances.values()].find(({ id }) => id === 'b')?.stale).toBe(true)
    story.goesWell()
    expect(story.asked()).toBe('stale b')
    story.answer({ choice: 'again' })
    expect(story.runs()).toBe('main b')
    story.goesWell()
    expect(story.asked()).toBe('run c')
  })

  it('go back: what still holds is not done again, nor what was done with it', () => {
    const b = auto('b', { children: [auto('b1')] })
    const story = new Story(planOf([auto('a'), b, assisted('c')])).goesWell()
    story.input({ kind: 'go-to', step: 'a' })
    story.goesWell()
    expect(story.asked()).toBe('stale b')
    story.answer({ choice: 'still-valid' })
    expect(story.asked()).toBe('run c')
    expect([story.status('b'), story.status('b1')]).toEqual(['succeeded', 'succeeded'])
    expect(story.state.stepsDone).toBe(3)
    expect(story.events.filter(({ type }) => type === 'attempt.started')).toHaveLength(4)
  })

  it('a jump the runbook makes by itself marks nothing', () => {
    const story = new Story(planOf([auto('a'), auto('b'), auto('c', { onFailure: goTo('a') })]))
    story.ends(0).ends(0).ends(1)
    expect([...story.state.instances.values()].some(({ stale }) => stale)).toBe(false)
    expect(story.ends(0).runs()).toBe('main b')
  })

  it('a step that asks for evidence takes words or a file, and is not skipped without a word', () => {
    const story = new Story(planOf([step('a', { evidence: 'a picture' }), step('b', { evidence: 'a link' })]))
    expect(story.answer({ choice: 'done' })).toContain('a picture')
    expect(story.answer({ choice: 'skip', reason: 'unsafe' })).toContain('say why')
    const file = { kind: 'attach', content: 'c', bytes: 3, name: 'a.png', sha256: 's' } as const
    expect(story.input({ ...file, instance: 'a' })).toBeUndefined()
    expect(story.answer({ choice: 'done' })).toBeUndefined()
    expect(story.answer({ choice: 'done', evidence: { private: 'https://graphs.example' } })).toBeUndefined()
    expect(story.ended()).toBe('succeeded')
    expect(story.input({ ...file, bytes: 26 * 1024 * 1024 })).toContain('25 MiB')
    expect(story.input(file)).toBeUndefined()
  })

  it('hands over: the operator changes, and whoever operated or answered approves nothing', () => {
    const approve = command('x', { input: { action: 'approve', message: '', approvers: [], count: 1 } })
    const story = new Story(planOf([step('a', { commands: [approve] })]))
    expect(story.input({ kind: 'hand-over', to: 'Ann' })).toContain('already')
    expect(story.input({ kind: 'hand-over', to: 'Bea', note: 'mind the gap' })).toBeUndefined()
    expect(story.state.operator).toBe('Bea')
    for (const approver of ['ann', 'BEA'])
      expect(story.answer({ choice: 'approve', approver, asserted: true })).toBeDefined()
    expect(story.answer({ choice: 'approve', approver: 'Cy', asserted: true })).toBeUndefined()
    expect(story.ended()).toBe('succeeded')
  })
})

describe('where people sign in', () => {
  const approval = (count: number) =>
    command('x', { input: { action: 'approve', message: '', approvers: [], count } })
  const as = (id: string): Actor => ({ kind: 'person', id, via: 'web', proven: true })
  const begun = () =>
    new Story(
      planOf([step('a', { commands: [approval(2)] }), step('b', { commands: [approval(1)] })]),
      'auto',
      true,
      as('ann'),
    )
  const approves = (story: Story, id: string) => {
    story.by = as(id)
    return story.answer({ choice: 'approve', approver: id, asserted: false })
  }

  it('an approval that somebody only says they were given counts for nothing', () => {
    const story = begun()
    story.by = { kind: 'person', id: 'root', via: 'cli' }
    expect(story.answer({ choice: 'approve', approver: 'bea', asserted: true })).toContain('sign in')
    expect(approves(story, 'bea')).toBeUndefined()
  })

  it('whoever approved one step may approve the next, and nobody twice, nor who started the run', () => {
    const story = begun()
    expect(approves(story, 'ann')).toContain('started')
    expect(approves(story, 'bea')).toBeUndefined()
    expect(approves(story, 'Bea')).toContain('already')
    expect(approves(story, 'cy')).toBeUndefined()
    expect(approves(story, 'bea')).toBeUndefined()
    expect(story.ended()).toBe('succeeded')
  })

  it('whoever answered with a token has answered', () => {
    const story = new Story(
      planOf([step('m'), step('b', { commands: [approval(1)] })]),
      'auto',
      true,
      as('ann'),
    )
    story.by = { kind: 'token', id: 'bea', via: 'api', proven: true, token: 'ci' }
    expect(story.answer({ choice: 'done' })).toBeUndefined()
    expect(approves(story, 'bea')).toContain('answered')
  })
})
