import { describe, expect, it } from 'vitest'
import { auto, command, forEach, goTo, parallel, planOf, step, withHosts } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import { resolveAttempt } from './resolve/attempt.ts'

const hosts = ['web1', 'web2', 'web3', 'web4', 'web5']
const stop = { onFailure: { kind: 'abort' } } as const

describe('steps side by side', () => {
  it('begin together, and what comes after begins when all are done', () => {
    const story = new Story(planOf([parallel('p', [auto('a'), auto('b'), auto('c')]), auto('after')]))
    expect(story.allRunning()).toEqual(['a', 'b', 'c'])
    story.end('b').end('a')
    expect(story.allRunning()).toEqual(['c'])
    story.end('c')
    expect(story.allRunning()).toEqual(['after'])
  })

  it('are at most so many at once', () => {
    const story = new Story(planOf([parallel('p', [auto('a'), auto('b'), auto('c')], { atOnce: 2 })]))
    expect(story.allRunning()).toEqual(['a', 'b'])
    story.end('a')
    expect(story.allRunning()).toEqual(['b', 'c'])
  })

  it('wait for those that run when one fails, begin no others, and then fail together', () => {
    const branches = [auto('a', stop), auto('b'), auto('c')]
    const story = new Story(planOf([parallel('p', branches, { atOnce: 2 }), auto('after')])).end('a', 1)
    expect(story.allRunning()).toEqual(['b'])
    story.end('b')
    expect(story.asked()).toBe('failed p')
    story.answer({ choice: 'retry' })
    expect(story.allRunning()).toEqual(['a', 'c'])
    story.end('a').end('c')
    expect(story.allRunning()).toEqual(['after'])
  })

  it('of which any is enough: the first success ends the others, and waits until they are over', () => {
    const any = { join: { kind: 'at-least', count: 1 } } as const
    const branches = [auto('a', stop), auto('b', { children: [auto('b1')] }), auto('c')]
    const story = new Story(planOf([parallel('p', branches, any), auto('after')])).end('a', 1).end('b')
    expect(story.allRunning()).toEqual(['c', 'b1'])
    story.end('c')
    expect([story.allRunning(), story.allEnding()]).toEqual([[], ['b1']])
    story.end('b1', 0, { end: { kind: 'cancelled' } })
    expect(story.allRunning()).toEqual(['after'])
    expect(['p', 'a', 'b', 'b1', 'c'].map((id) => story.status(id))).toEqual([
      'succeeded',
      'failed',
      'cancelled',
      'cancelled',
      'succeeded',
    ])
  })

  it('of which two of three are needed fail when no two can be had any more', () => {
    const two = { join: { kind: 'at-least', count: 2 } } as const
    const branches = [auto('a', stop), auto('b', stop), auto('c', stop)]
    const story = new Story(planOf([parallel('p', branches, { ...two, ...stop })])).end('a', 1).end('b', 1)
    expect(story.ended()).toBeUndefined()
    story.end('c')
    expect(story.state.ended).toMatchObject({
      status: 'failed',
      why: '"p" failed: 1 of 3 branches succeeded, and 2 must',
    })
  })

  it('have a session each; the one before them goes on after them', () => {
    const session = (name: string) => ({ session: { cwd: `/${name}`, set: { WHO: name }, unset: [] } })
    const story = new Story(
      planOf([auto('first'), parallel('p', [auto('a'), auto('b', { children: [auto('b1')] })]), auto('z')]),
    )
    story.end('first', 0, session('first')).end('a', 0, session('a')).end('b', 0, session('b'))
    const inBranch = [...story.state.attempts.values()].map((each) =>
      resolveAttempt(story.state, each, new Set()),
    )
    expect(inBranch).toMatchObject([{ cwd: '/b', session: { set: { WHO: 'b' } } }])
    story.end('b1')
    const after = [...story.state.attempts.values()].map((each) =>
      resolveAttempt(story.state, each, new Set()),
    )
    expect(after).toMatchObject([{ cwd: '/first', session: { set: { WHO: 'first' } } }])
    expect(story.state.sessions.size).toBe(0)
  })

  it('ask each for itself; the others go on meanwhile', () => {
    const story = new Story(
      planOf([parallel('p', [auto('a'), step('by hand'), auto('c', { children: [auto('c1')] })])]),
    )
    expect(story.asked()).toBe('do by hand')
    story.end('c').end('c1').end('a')
    story.answer({ choice: 'done' })
    expect(story.ended()).toBe('succeeded')
  })

  it('that are left by a go to are ended first', () => {
    const branches = [auto('a', { onFailure: goTo('z') }), auto('b'), step('c')]
    const story = new Story(planOf([parallel('p', branches), auto('y'), auto('z')])).end('a', 1)
    expect([story.allRunning(), story.allEnding()]).toEqual([[], ['b']])
    expect(story.asked()).toBeUndefined()
    story.end('b', 0, { end: { kind: 'cancelled' } })
    expect(story.allRunning()).toEqual(['z'])
    expect(story.status('y')).toBe('skipped')
  })

  it('are not entered in their middle', () => {
    const story = new Story(planOf([auto('first'), parallel('p', [auto('a'), auto('b')]), step('last')]))
    story.end('first').end('a').end('b')
    expect(story.answer({ choice: 'go-to', step: 'a' })).toBe(
      '"a" is inside "p", which is not entered in its middle',
    )
    expect(story.answer({ choice: 'go-to', step: 'p' })).toBeUndefined()
    expect(story.allRunning()).toEqual(['a', 'b'])
  })

  it('keep a go to inside one of them to that one', () => {
    const inner = step('b', { children: [auto('b1'), auto('b2', { onFailure: goTo('b1') })] })
    const story = new Story(planOf([parallel('p', [auto('a'), inner])])).end('b1').end('b2', 1)
    expect([story.allRunning(), story.allEnding()]).toEqual([['a', 'b1'], []])
  })

  it('are taken back over all of them, last done first, after what ran has ended', () => {
    const undo = (id: string) =>
      ({ undo: { kind: 'command', command: command(`u${id}`), text: '' } }) as const
    const back = { onFailure: { kind: 'roll-back' } } as const
    const story = new Story(
      planOf([parallel('p', [auto('a', undo('a')), auto('b', undo('b')), auto('c', back), auto('d')])]),
    )
    story.end('b').end('a').end('c', 1)
    expect([story.allRunning(), story.allEnding()]).toEqual([[], ['d']])
    story.end('d', 0, { end: { kind: 'cancelled' } })
    expect(story.runs()).toBe('undo a')
    story.end('a')
    expect(story.runs()).toBe('undo b')
    story.end('b')
    expect(story.ended()).toBe('rolled-back')
  })

  it('are ended before a run ends that needs a person and has none', () => {
    const story = new Story(planOf([parallel('p', [auto('a'), step('by hand')])]), 'unattended')
    expect([story.ended(), story.allEnding()]).toEqual([undefined, ['a']])
    story.end('a', 0, { end: { kind: 'cancelled' } })
    expect(story.ended()).toBe('needs-person')
  })
})

describe('a step for each item', () => {
  const each = (more: Parameters<typeof forEach>[1] = {}, node = auto('a')) =>
    withHosts(planOf([forEach(node, more), auto('after')]), hosts)

  it('is carried out for one after the other', () => {
    const story = new Story(each())
    for (const turn of [1, 2, 3, 4, 5]) {
      expect(story.allRunning()).toEqual([`a@${turn}`])
      story.end(`a@${turn}`)
    }
    expect(story.allRunning()).toEqual(['after'])
    expect([story.state.stepsDone, story.state.stepsAll]).toEqual([1, 2])
  })

  it('is carried out for so many at once', () => {
    const story = new Story(each({ atOnce: 2 }))
    expect(story.allRunning()).toEqual(['a@1', 'a@2'])
    story.end('a@2')
    expect(story.allRunning()).toEqual(['a@1', 'a@3'])
  })

  it('with its sub-steps, checks and undo in each turn', () => {
    const story = new Story(each({ atOnce: 2 }, auto('a', { children: [auto('b')] }))).end('a@1')
    expect(story.allRunning()).toEqual(['a@2', 'b@1'])
  })

  it('bears as many errors as it says, and fails with the next', () => {
    const story = new Story(each({ atOnce: 2, errorsMax: 2 })).end('a@1', 1)
    expect(story.allRunning()).toEqual(['a@2', 'a@3'])
    story.end('a@2', 1)
    expect(story.allRunning()).toEqual(['a@3'])
    story.end('a@3')
    expect(story.asked()).toBe('failed a')
    story.answer({ choice: 'retry' })
    expect(story.allRunning()).toEqual(['a@1', 'a@2'])
    story.end('a@1').end('a@2').end('a@4').end('a@5')
    expect(story.allRunning()).toEqual(['after'])
  })

  it('does what the step says of failure when it has borne enough', () => {
    const story = new Story(each({ errorsMax: 1 }, auto('a', { onFailure: goTo('after') }))).end('a@1', 1)
    expect(story.allRunning()).toEqual(['after'])
    expect(story.status('a')).toBe('failed')
  })

  it('goes on past failures when the step says so', () => {
    const story = new Story(each({}, auto('a', { onFailure: { kind: 'continue' } })))
    for (const turn of [1, 2, 3, 4, 5]) story.end(`a@${turn}`, 1)
    expect(story.allRunning()).toEqual(['after'])
  })

  it('is not begun for nothing, and says so', () => {
    const story = new Story(withHosts(planOf([forEach(auto('a')), auto('after')]), []))
    expect(story.allRunning()).toEqual(['after'])
    expect(story.events).toContainEqual({
      type: 'step.skipped',
      instance: 'a',
      reason: 'condition',
      text: 'there is nothing in hosts',
    })
  })

  it('refuses more than its limit before the first', () => {
    const story = new Story(each({ turnsMax: 4 }), 'unattended')
    expect(story.state.ended).toMatchObject({
      status: 'failed',
      why: '"a" failed: hosts has 5 items, and at most 4 turns are made',
    })
  })

  it('goes over what a step put out, one item a line', () => {
    const over = { kind: 'list', variable: 'host', list: 'steps.find.names' } as const
    const story = new Story(planOf([auto('find'), forEach(auto('a'), { over })]))
    story
      .end('find', 0, { outputs: { names: 'one\ntwo\n' } })
      .end('a@1')
      .end('a@2')
    expect(story.ended()).toBe('succeeded')
  })

  it('sees the outputs of its own turn, and what is after it those of the last', () => {
    const use = auto('use', { onlyIf: 'x' })
    const story = new Story(each({ atOnce: 5 }, step('a', { children: [auto('make'), use] })))
    for (const turn of [2, 1]) story.end(`make@${turn}`, 0, { outputs: { id: `of ${turn}` } })
    expect([...story.state.outputs].map(([id, { id: value }]) => [id, value])).toEqual([
      ['make@2', 'of 2'],
      ['make', 'of 1'],
      ['make@1', 'of 1'],
    ])
  })

  it('is left by a go to from one of its turns', () => {
    const story = new Story(each({ atOnce: 2 }, auto('a', { onFailure: goTo('after') }))).end('a@1', 1)
    expect(story.allEnding()).toEqual(['a@2'])
    story.end('a@2', 0, { end: { kind: 'cancelled' } })
    expect(story.allRunning()).toEqual(['after'])
  })

  it('can be done again from its beginning', () => {
    const story = new Story(withHosts(planOf([forEach(auto('a')), step('last')]), ['x', 'y']))
      .end('a@1')
      .end('a@2')
    story.answer({ choice: 'go-to', step: 'a' })
    expect(story.allRunning()).toEqual(['a@1'])
    story.end('a@1').end('a@2')
    expect(story.asked()).toBe('do last')
  })
})

describe('a step again and again', () => {
  it('is carried out a number of times', () => {
    const over = { kind: 'count', count: '3' } as const
    const story = new Story(planOf([forEach(auto('a'), { over })])).end('a@1').end('a@2').end('a@3')
    expect(story.ended()).toBe('succeeded')
  })

  it('until something holds, with a pause between, and never for ever', () => {
    const over = { kind: 'until', expression: 'x', everyMs: 5_000 } as const
    const plan = planOf([forEach(auto('a'), { over, turnsMax: 3 })])
    const held = new Story(plan).end('a@1')
    expect(held.ended()).toBe('succeeded')
    const never = new Story(plan, 'unattended', false).end('a@1').waits().end('a@2').waits().end('a@3')
    expect(never.state.ended).toMatchObject({ why: '"a" failed: x did not hold after 3 turns: the limit' })
  })

  it('in turns inside turns', () => {
    const twice = { over: { kind: 'count', count: '2' } } as const
    const plan = planOf([forEach(step('a', { children: [forEach(auto('b'), twice)] }), twice)])
    const story = new Story(plan)
    const order: string[] = []
    while (story.allRunning().length > 0) {
      const [next = ''] = story.allRunning()
      order.push(next)
      story.end(next)
    }
    expect(order).toEqual(['b@1.1', 'b@1.2', 'b@2.1', 'b@2.2'])
  })
})

describe('a jump back out of a group', () => {
  it('goes on where it leads, and not behind what it left, when that is over', () => {
    const branches = [auto('a', { onFailure: goTo('first') }), auto('b')]
    const story = new Story(planOf([auto('first'), parallel('p', branches), auto('after')])).end('first')
    story.end('a', 1).end('b', 0, { end: { kind: 'cancelled' } })
    expect(story.allRunning()).toEqual(['first'])
    story.end('first')
    expect(story.allRunning()).toEqual(['a', 'b'])
  })

  it('into another step that holds steps begins that once', () => {
    const branches = [auto('a', { onFailure: goTo('in') }), auto('b')]
    const plan = planOf([parallel('p', branches), step('s', { children: [auto('in'), auto('next')] })])
    const story = new Story(plan).end('a', 1).end('b', 0, { end: { kind: 'cancelled' } })
    expect(story.allRunning()).toEqual(['in'])
    story.end('in')
    expect(story.allRunning()).toEqual(['next'])
  })
})
