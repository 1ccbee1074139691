import { describe, expect, it } from 'vitest'
import { auto, command, parallel, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'

const cancelled = { end: { kind: 'cancelled' } } as const

describe('what is done whenever a run is over', () => {
  const last = { final: [auto('f1'), auto('f2')] }
  const plan = planOf([auto('a', { onFailure: { kind: 'abort' } })], undefined, last)

  it('comes after success', () => {
    const story = new Story(plan).ends(0)
    expect(story.runs()).toBe('main f1')
    expect(story.ends(0).ends(0).ended()).toBe('succeeded')
  })

  it('comes after failure, and makes it no success', () => {
    const story = new Story(plan).ends(1)
    expect(story.runs()).toBe('main f1')
    story.ends(0).ends(0)
    expect(story.state.ended).toEqual({ status: 'failed', why: '"a" failed: exit 1' })
  })

  it('comes after a rollback', () => {
    const back = auto('a', {
      onFailure: { kind: 'roll-back' },
      undo: { kind: 'command', command: command('u'), text: '' },
    })
    const story = new Story(planOf([back], [auto('r')], last)).ends(1)
    const order: (string | undefined)[] = []
    while (story.state.attempts.size > 0) {
      order.push(story.runs())
      story.ends(0)
    }
    expect(order).toEqual(['undo a', 'main r', 'main f1', 'main f2'])
    expect(story.ended()).toBe('rolled-back')
  })

  it('comes after a run is cancelled, behind what is done only then', () => {
    const story = new Story(planOf([auto('a')], undefined, { ...last, onCancel: [auto('c')] }))
    story.input({ kind: 'cancel' })
    story.ends(0, cancelled)
    expect(story.runs()).toBe('main c')
    story.ends(0)
    expect(story.runs()).toBe('main f1')
    expect(story.ends(0).ends(0).ended()).toBe('cancelled')
  })

  it('is not done for a run that was not cancelled, when it is only for those', () => {
    expect(new Story(planOf([auto('a')], undefined, { onCancel: [auto('c')] })).ends(0).ended()).toBe(
      'succeeded',
    )
  })

  it('waits until everything that ran has ended', () => {
    const branches = [auto('a', { onFailure: { kind: 'abort' } }), step('by hand'), auto('b')]
    const story = new Story(planOf([parallel('p', branches)], undefined, last), 'unattended')
    expect(story.allEnding()).toEqual(['a'])
    story.end('a', 0, cancelled)
    expect(story.runs()).toBe('main f1')
    story.ends(0).ends(0)
    expect(story.ended()).toBe('needs-person')
  })

  it('goes on past what fails in it; a run that went well has then failed', () => {
    const story = new Story(plan, 'unattended').ends(0).ends(1)
    expect(story.runs()).toBe('main f2')
    story.ends(0)
    expect(story.state.ended).toEqual({ status: 'failed', why: '"f1" failed at last: exit 1' })
  })

  it('says what failed in it beside why the run failed', () => {
    const story = new Story(plan, 'unattended').ends(1).ends(0).ends(2)
    expect(story.state.ended?.why).toBe('"a" failed: exit 1; "f2" failed at last: exit 2')
  })

  it('goes on past what would need a person when nobody is there', () => {
    const by = planOf([auto('a')], undefined, { final: [step('by hand'), auto('f')] })
    const story = new Story(by, 'unattended').ends(0)
    expect(story.runs()).toBe('main f')
    expect(story.ends(0).ended()).toBe('failed')
  })

  it('is no place to roll back from', () => {
    const story = new Story(plan).ends(0).ends(1)
    expect(story.answer({ choice: 'roll-back' })).toBe('the run is ending: there is no way back any more')
    story.answer({ choice: 'skip', reason: 'other' })
    expect(story.runs()).toBe('main f2')
  })

  it('is begun also when what comes before it is broken off, and waits for what runs there', () => {
    const branches = parallel('p', [auto('c1'), auto('c2')])
    const story = new Story(planOf([auto('a')], undefined, { ...last, onCancel: [branches] }))
    story.input({ kind: 'cancel' })
    story.ends(0, cancelled).end('c1', 1)
    story.answer({ choice: 'stop' })
    expect([story.ended(), story.allEnding()]).toEqual([undefined, ['c2']])
    story.end('c2', 0, cancelled)
    expect(story.runs()).toBe('main f1')
    expect(story.ends(0).ends(0).ended()).toBe('cancelled')
  })

  it('can itself be cancelled, and then the run is over', () => {
    const story = new Story(plan).ends(0)
    story.input({ kind: 'cancel' })
    story.ends(0, cancelled)
    expect(story.state.ended).toEqual({
      status: 'cancelled',
      why: 'cancelled before its last steps were done',
    })
  })
})

describe('limits', () => {
  const inside = (limitMs: number) =>
    planOf([{ kind: 'phase', id: 'p', limitMs, children: [auto('a'), auto('b')] }, auto('after')])

  it('of a section: what runs in it is ended, and then the section has failed', () => {
    const story = new Story(inside(5_000)).ends(0)
    story.passes(5_000)
    expect(story.allEnding()).toEqual(['b'])
    story.end('b', 0, cancelled)
    expect(story.asked()).toBe('failed p')
    expect([...story.state.questions.values()][0]?.question).toMatchObject({
      failure: { kind: 'timed-out', message: 'it took longer than its time limit of 5.0 s' },
    })
  })

  it('begin again when it is tried again, with what was not done', () => {
    const story = new Story(inside(5_000)).ends(0)
    story.passes(5_000).end('b', 0, cancelled)
    story.answer({ choice: 'retry' })
    expect(story.runs()).toBe('main b')
    story.passes(4_999)
    expect(story.allEnding()).toEqual([])
    story.ends(0)
    expect(story.runs()).toBe('main after')
  })

  it('are nothing to what ends in time', () => {
    const story = new Story(inside(5_000)).ends(0).ends(0).passes(10_000)
    expect(story.runs()).toBe('main after')
    expect(story.allEnding()).toEqual([])
  })

  it('of a step with others inside: what it says of failure follows', () => {
    const plan = planOf([
      step('s', { children: [auto('a')], limitMs: 1_000, onFailure: { kind: 'continue' } }),
      auto('after'),
    ])
    const story = new Story(plan).passes(1_000).end('a', 0, cancelled)
    expect(story.runs()).toBe('main after')
  })

  it('of the run: it ends, whatever waits, and its last steps are done', () => {
    const { steps, ...rest } = planOf([step('by hand')], undefined, { final: [auto('f')] })
    const root = steps[rest.root]
    if (!root) throw new Error('no root')
    const story = new Story({ ...rest, steps: { ...steps, [rest.root]: { ...root, limitMs: 60_000 } } })
    story.passes(60_000)
    expect(story.runs()).toBe('main f')
    story.ends(0)
    expect(story.state.ended).toEqual({
      status: 'failed',
      why: 'it took longer than its time limit of 1 m',
    })
  })
})

describe('waiting', () => {
  const until = step('w', {
    commands: [
      command('w', {
        input: { action: 'wait-for', expression: 'x', everyMs: 10_000, atMostMs: 30_000 },
      }),
    ],
  })

  it('for something to hold: it is looked at again and again', () => {
    const story = new Story(planOf([until, auto('after')]), 'auto', false).waits().waits()
    expect(story.runs()).toBeUndefined()
    story.conditionsHold = true
    expect(story.waits().runs()).toBe('main after')
  })

  it('has failed when it does not come in time', () => {
    const story = new Story(planOf([until]), 'unattended', false).waits().waits().waits()
    expect(story.state.ended?.why).toBe('"w" failed: x did not hold within 30 s')
  })

  it('for a time of day', () => {
    const time = { kind: 'time-of-day', minutes: 60, zone: 'UTC' } as const
    const plan = planOf([step('w', { commands: [command('w', { input: { action: 'wait-until', time } })] })])
    expect([...new Story(plan).state.timers.values()]).toMatchObject([{ due: 3_600_000, purpose: 'wait' }])
  })

  it('for a command to succeed, as long as it may', () => {
    const poll = { everyMs: 1_000, atMostMs: 3_000 }
    const plan = planOf([step('p', { commands: [command('p', { poll })], onFailure: { kind: 'abort' } })])
    expect(new Story(plan).ends(1).waits().ends(1).waits().ends(0).ended()).toBe('succeeded')
    const story = new Story(plan).ends(1).waits().ends(1).waits().ends(1).waits().ends(1)
    expect(story.ended()).toBe('failed')
  })
})
