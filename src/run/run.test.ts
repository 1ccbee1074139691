import { describe, expect, it } from 'vitest'
import { assisted, auto, checkBy, command, goTo, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'

describe('a sequence', () => {
  it('runs automatic steps one after the other and ends', () => {
    const story = new Story(planOf([auto('a'), auto('b')]))
    expect(story.runs()).toBe('main a')
    story.ends(0)
    expect(story.runs()).toBe('main b')
    story.ends(0)
    expect(story.ended()).toBe('succeeded')
  })

  it('asks before an assisted step, and runs it when pressed', () => {
    const story = new Story(planOf([assisted('a')]))
    expect(story.asked()).toBe('run a')
    story.answer({ choice: 'run' })
    expect(story.runs()).toBe('main a')
  })

  it('asks before every command in step mode', () => {
    const story = new Story(planOf([auto('a'), auto('b')]), 'step')
    expect(story.asked()).toBe('run a')
    story.answer({ choice: 'run' })
    story.ends(0)
    expect(story.asked()).toBe('run b')
  })

  it('executes nothing in checklist mode', () => {
    const story = new Story(
      planOf([auto('a', { verify: [checkBy('v')], alreadyDoneIf: [checkBy('p')] }), step('b')]),
      'checklist',
    )
    expect(story.asked()).toBe('do a')
    story.answer({ choice: 'done' })
    story.answer({ choice: 'done' })
    expect(story.ended()).toBe('succeeded')
    expect(story.events.some(({ type }) => type === 'attempt.started')).toBe(false)
  })

  it('ends unattended where a person is needed, and says who and why', () => {
    const story = new Story(planOf([auto('a'), step('by hand')]), 'unattended').ends(0)
    expect(story.ended()).toBe('needs-person')
    expect(story.state.ended?.why).toBe('"by hand" is done by a person')
  })

  it('carries sub-steps out after the step’s own commands, in order', () => {
    const story = new Story(planOf([auto('a', { children: [auto('a1'), auto('a2')] }), auto('b')]))
    const order: (string | undefined)[] = []
    while (story.state.attempts.size > 0) {
      order.push(story.runs())
      story.ends(0)
    }
    expect(order).toEqual(['main a', 'main a1', 'main a2', 'main b'])
  })

  it('counts the steps of the procedure: not phases, nor what is only there to roll back', () => {
    const phase = { kind: 'phase', id: 'p', children: [auto('a'), auto('b')] } as const
    const story = new Story(planOf([phase], [auto('r')])).ends(0)
    expect([story.state.stepsDone, story.state.stepsAll]).toEqual([1, 2])
  })
})

describe('checks', () => {
  it('skips a step that is already done', () => {
    const story = new Story(planOf([auto('a', { alreadyDoneIf: [checkBy('p')] })]))
    expect(story.runs()).toBe('precheck a')
    story.ends(0)
    expect(story.ended()).toBe('succeeded')
    expect(story.events.at(-3)).toMatchObject({ type: 'step.succeeded', how: 'already-done' })
  })

  it('does a step that is not', () => {
    expect(new Story(planOf([auto('a', { alreadyDoneIf: [checkBy('p')] })])).ends(1).runs()).toBe('main a')
  })

  it('fails a step whose verification does not hold', () => {
    const story = new Story(planOf([auto('a', { verify: [checkBy('v')] })])).ends(0)
    expect(story.runs()).toBe('verify a')
    story.ends(1)
    expect(story.asked()).toBe('failed a')
  })

  it('fails a command that does not say what was expected', () => {
    const expects = [{ kind: 'text', text: 'ready' }] as const
    const story = new Story(planOf([step('a', { commands: [command('x', { expects })] })]))
    story.ends(0, { stdout: 'not yet' })
    expect([...story.state.questions.values()][0]?.question).toMatchObject({
      failure: { kind: 'expectation' },
    })
  })

  it('takes an exit code that was expected for success', () => {
    const story = new Story(
      planOf([step('a', { commands: [command('x', { expects: [{ kind: 'exit', code: 3 }] })] })]),
    )
    expect(story.ends(3).ended()).toBe('succeeded')
  })
})

describe('conditions', () => {
  const plan = planOf([auto('a', { onlyIf: 'params.x' }), auto('b')])

  it('lets a step run whose condition holds', () => {
    expect(new Story(plan).runs()).toBe('main a')
  })

  it('skips one whose condition does not, and says which', () => {
    const story = new Story(plan, 'auto', false)
    expect(story.runs()).toBe('main b')
    expect(story.events).toContainEqual({
      type: 'step.skipped',
      instance: 'a',
      reason: 'condition',
      text: 'params.x',
    })
  })
})

describe('failure', () => {
  it('asks when someone is there', () => {
    expect(new Story(planOf([auto('a')])).ends(1).asked()).toBe('failed a')
  })

  it('stops when nobody is', () => {
    const story = new Story(planOf([auto('a'), auto('b')]), 'unattended').ends(1)
    expect(story.ended()).toBe('failed')
    expect(story.state.ended?.why).toBe('"a" failed: exit 1')
  })

  it('goes on when the step says so', () => {
    expect(
      new Story(planOf([auto('a', { onFailure: { kind: 'continue' } }), auto('b')])).ends(1).runs(),
    ).toBe('main b')
  })

  it('tries again after a growing delay, then falls to the policy', () => {
    const retry = { times: 2, everyMs: 1_000, backoff: 'doubling' } as const
    const story = new Story(planOf([auto('a', { retry, onFailure: { kind: 'abort' } })])).ends(1)
    const delays = [[...story.state.timers.values()][0]?.due]
    story.waits().ends(1)
    delays.push([...story.state.timers.values()][0]?.due)
    story.waits().ends(1)
    expect(delays).toEqual([2_000, 4_000])
    expect(story.ended()).toBe('failed')
  })

  it('goes to another step, and passes over what lies between', () => {
    const story = new Story(planOf([auto('a', { onFailure: goTo('c') }), auto('b'), auto('c')])).ends(1)
    expect(story.runs()).toBe('main c')
    expect(story.status('b')).toBe('skipped')
    story.ends(0)
    expect(story.ended()).toBe('succeeded')
  })

  it('may go back, but not for ever', () => {
    const story = new Story(planOf([auto('a'), auto('b', { onFailure: goTo('a') })]), 'unattended')
    for (let turn = 0; turn < 1_000 && !story.ended(); turn++) story.ends(story.runs() === 'main b' ? 1 : 0)
    expect(story.ended()).toBe('failed')
    expect(story.state.ended?.why).toContain('the limit')
  })

  it('lets the operator retry, do it by hand, skip, or stop', () => {
    const failed = () => new Story(planOf([auto('a'), auto('b')])).ends(1)
    const [retried, byHand, skipped, stopped] = [failed(), failed(), failed(), failed()]
    retried.answer({ choice: 'retry' })
    expect(retried.runs()).toBe('main a')
    byHand.answer({ choice: 'done' })
    expect(byHand.events).toContainEqual({ type: 'step.succeeded', instance: 'a', how: 'by-hand' })
    skipped.answer({ choice: 'skip', reason: 'not-applicable' })
    expect(skipped.runs()).toBe('main b')
    stopped.answer({ choice: 'stop' })
    expect(stopped.ended()).toBe('failed')
  })
})

describe('time limits', () => {
  it('ends an attempt at its limit and says so', () => {
    const story = new Story(planOf([step('a', { commands: [command('x', { timeoutMs: 500 })] })]))
    const effect = story.running()
    story.input({ kind: 'timer-due', effect })
    expect(story.state.attempts.get(effect)?.cancel).toBe('timeout')
    story.ends(0, { end: { kind: 'cancelled' } })
    expect([...story.state.questions.values()][0]?.question).toMatchObject({ failure: { kind: 'timed-out' } })
  })

  it('lets a command that finished in time win over its limit', () => {
    const story = new Story(planOf([step('a', { commands: [command('x', { timeoutMs: 500 })] })]))
    story.input({ kind: 'timer-due', effect: story.running() })
    expect(story.ends(0).ended()).toBe('succeeded')
  })
})

describe('rollback', () => {
  const undo = (source: string) =>
    ({ undo: { kind: 'command', command: command(source), text: '' } }) as const

  it('takes back the failed step first, then the finished ones, last one first, then the rollback section', () => {
    const plan = planOf(
      [
        auto('a', undo('ua')),
        auto('b', undo('ub')),
        auto('c', { ...undo('uc'), onFailure: { kind: 'roll-back' } }),
      ],
      [auto('r')],
    )
    const story = new Story(plan).ends(0).ends(0).ends(1)
    const order: (string | undefined)[] = []
    while (story.state.attempts.size > 0) {
      order.push(story.runs())
      story.ends(0)
    }
    expect(order).toEqual(['undo c', 'undo b', 'undo a', 'main r'])
    expect(story.ended()).toBe('rolled-back')
  })

  it('uses the session as it was when the step succeeded', () => {
    const plan = planOf([auto('a', undo('ua')), auto('b'), auto('c', { onFailure: { kind: 'roll-back' } })])
    const story = new Story(plan)
    story.ends(0, { session: { cwd: '/a', set: { FILE: 'one' }, unset: [] } })
    story.ends(0, { session: { cwd: '/b', set: { FILE: 'two' }, unset: [] } })
    story.ends(1)
    const instance = [...story.state.instances.values()].find(({ id }) => id === 'a')
    expect(story.runs()).toBe('undo a')
    expect(instance?.recorded?.session.set).toEqual({ FILE: 'one' })
  })
})

describe('a menu', () => {
  const plan = planOf([{ kind: 'menu', id: 'm', children: [auto('x'), auto('y'), auto('z')] }, auto('after')])

  it('is picked from in any order; the rest is not chosen', () => {
    const story = new Story(plan)
    expect(story.asked()).toBe('menu m')
    story.answer({ choice: 'pick', step: 'y' })
    story.ends(0)
    story.answer({ choice: 'pick', step: 'x' })
    story.ends(0)
    story.answer({ choice: 'finish' })
    expect(['x', 'y', 'z'].map((id) => story.status(id))).toEqual(['succeeded', 'succeeded', 'not-chosen'])
    expect(story.runs()).toBe('main after')
  })

  it('refuses what is not on it', () => {
    expect(new Story(plan).answer({ choice: 'pick', step: 'after' })).toBe('that is not on the menu')
  })
})

describe('a choice', () => {
  const options = [{ title: 'on' }, { title: 'jump', goTo: 'c' }]
  const choose = step('a', {
    commands: [command('?', { input: { action: 'choose', question: '?', options } })],
  })

  it('is done once it is made, wherever it leads', () => {
    const story = new Story(planOf([choose, auto('b'), auto('c')]))
    story.answer({ choice: 'option', index: 1 })
    expect(story.runs()).toBe('main c')
    expect([story.status('a'), story.status('b')]).toEqual(['succeeded', 'skipped'])
  })

  it('is an output later steps can look at', () => {
    const story = new Story(planOf([choose, auto('b')]))
    story.answer({ choice: 'option', index: 0 })
    expect(Object.fromEntries(story.state.outputs)).toEqual({ a: { choice: 'on' } })
  })
})

describe('people', () => {
  it('keep what they said too late, and it changes nothing', () => {
    const story = new Story(planOf([assisted('a')]))
    const [open] = story.state.questions.keys()
    story.answer({ choice: 'skip', reason: 'other' })
    if (open) story.input({ kind: 'answer', effect: open, answer: { choice: 'run' } })
    expect(story.ended()).toBe('succeeded')
    expect(story.events.at(-1)?.type).toBe('answer.late')
  })

  it('cannot approve what they started, nor twice', () => {
    const approve = command('approve', {
      input: { action: 'approve', message: 'go?', approvers: [], count: 2 },
    })
    const story = new Story(planOf([step('a', { commands: [approve] })]))
    expect(story.answer({ choice: 'approve', approver: 'Ann', asserted: true })).toContain('started the run')
    expect(story.answer({ choice: 'approve', approver: 'bob', asserted: true })).toBeUndefined()
    expect(story.answer({ choice: 'approve', approver: 'Bob ', asserted: true })).toContain('already')
    story.answer({ choice: 'approve', approver: 'carol', asserted: true })
    expect(story.ended()).toBe('succeeded')
  })

  it('must attach evidence where it is asked for', () => {
    const story = new Story(planOf([step('a', { evidence: 'the ticket' })]))
    expect(story.answer({ choice: 'done' })).toContain('evidence')
    expect(story.answer({ choice: 'done', evidence: { private: 'T-1' } })).toBeUndefined()
  })

  it('pause and go on', () => {
    const story = new Story(planOf([auto('a'), auto('b')]))
    story.input({ kind: 'pause' })
    story.ends(0)
    expect(story.runs()).toBeUndefined()
    story.input({ kind: 'continue' })
    expect(story.runs()).toBe('main b')
  })

  it('cancel: the running command is asked to end, then the run is over', () => {
    const story = new Story(planOf([auto('a'), auto('b')]))
    story.input({ kind: 'cancel' })
    expect([...story.state.attempts.values()][0]?.cancel).toBe('run-cancelled')
    story.ends(0, { end: { kind: 'cancelled' } })
    expect(story.ended()).toBe('cancelled')
  })
})

describe('after a crash', () => {
  it('asks whether it happened when nothing is known', () => {
    const story = new Story(planOf([auto('a'), auto('b')])).vanishes()
    expect(story.asked()).toBe('unknown a')
    story.answer({ choice: 'happened' })
    expect(story.runs()).toBe('main b')
  })

  it('runs it again only when a person says it did not happen', () => {
    const story = new Story(planOf([auto('a')])).vanishes()
    story.answer({ choice: 'did-not-happen' })
    expect(story.runs()).toBe('main a')
  })

  it('repeats what was declared repeatable without asking', () => {
    expect(new Story(planOf([auto('a', { repeatable: true })])).vanishes().runs()).toBe('main a')
  })

  it('looks first where the step says when it is already done', () => {
    const story = new Story(planOf([auto('a', { alreadyDoneIf: [checkBy('p')] })])).ends(1).vanishes()
    expect(story.runs()).toBe('precheck a')
  })

  it('starts afresh what never ran', () => {
    const story = new Story(planOf([assisted('a')]))
    story.answer({ choice: 'run' })
    const first = story.running()
    story.input({
      kind: 'attempt-ended',
      effect: first,
      end: { kind: 'never-ran' },
      stdout: '',
      outputs: {},
      truncated: false,
    })
    expect(story.running()).not.toBe(first)
  })
})
