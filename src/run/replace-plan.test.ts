import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Node } from '../../test/plan-builder.ts'
import { assisted, auto, command, forEach, planOf, step, withHosts } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import { hash } from '../hash/sha256.ts'
import { proposeMapping } from '../plan/mapping.ts'
import type { Plan } from '../plan/plan.ts'
import type { ConfirmedMatch } from './input.ts'

const corrected = (children: readonly Node[]): Plan => {
  const plan = planOf(children)
  return { ...plan, runbook: { ...plan.runbook, documentHash: hash('document', 'corrected') } }
}

/** Goes on with a corrected text, the proposed mapping confirmed; what is finished and changed is kept or not. */
function correct(story: Story, plan: Plan, finished?: 'keep' | 'again') {
  const mapping: ConfirmedMatch[] = proposeMapping(story.state.plan, plan).map((match) => ({
    ...match,
    ...(match.exact || finished === undefined ? {} : { finished }),
  }))
  return story.input({ kind: 'replace-plan', plan, mapping })
}

const changed = (id: string, source: string) => step(id, { commands: [command(source)] })

describe('a corrected text', () => {
  it('what was done stays done, and the run goes on where it stood', () => {
    const story = new Story(planOf([auto('stop'), auto('copy'), assisted('start'), auto('look')])).goesWell()
    expect(story.asked()).toBe('run start')
    expect(
      correct(story, corrected([auto('stop'), auto('copy'), assisted('start'), auto('look'), auto('tell')])),
    ).toBe(undefined)
    expect([story.status('stop'), story.status('copy')]).toEqual(['succeeded', 'succeeded'])
    expect(story.state.stepsDone).toBe(2)
    expect(story.state.stepsAll).toBe(5)
    expect(story.asked()).toBe('run start')
    story.answer({ choice: 'run' })
    story.ends(0)
    expect(story.runs()).toBe('main look')
    story.ends(0)
    expect(story.asked()).toBe('run tell')
  })

  it('nothing that is not exactly what it was runs by itself, also in auto', () => {
    const story = new Story(planOf([assisted('first'), auto('second'), auto('third')]))
    correct(story, corrected([assisted('first'), changed('second', 'better'), auto('third')]))
    story.answer({ choice: 'run' })
    story.ends(0)
    const [open] = story.state.questions.values()
    expect([story.asked(), open?.question]).toMatchObject(['run second', { why: 'corrected' }])
    story.answer({ choice: 'run' })
    story.ends(0)
    expect(story.runs()).toBe('main third')
  })

  it('a finished step that was changed asks: keep it, or do it again', () => {
    const before = planOf([auto('first'), auto('second'), assisted('third')])
    const after = corrected([changed('first', 'better'), auto('second'), assisted('third')])
    const undecided = new Story(before).goesWell()
    expect(correct(undecided, after)).toContain('keep it, or do it again')

    const kept = new Story(before).goesWell()
    expect(correct(kept, after, 'keep')).toBeUndefined()
    expect(kept.asked()).toBe('run third')

    const again = new Story(before).goesWell()
    expect(correct(again, after, 'again')).toBeUndefined()
    expect(again.asked()).toBe('run first')
    again.answer({ choice: 'run' })
    again.ends(0)
    expect(again.asked()).toBe('run third')
  })

  it('a step put before what was done comes first; one taken away is gone', () => {
    const story = new Story(planOf([auto('first'), auto('second'), assisted('third')])).goesWell()
    correct(story, corrected([auto('zeroth'), auto('half'), auto('second'), assisted('third')]))
    expect(story.state.instances.has('first' as never)).toBe(false)
    expect(story.asked()).toBe('run zeroth')
    for (const next of ['run half', 'run third']) {
      story.answer({ choice: 'run' })
      story.ends(0)
      expect(story.asked()).toBe(next)
    }
    expect(story.state.finished).toEqual(['second', 'zeroth', 'half'])
  })

  it('a step of several commands goes on after those that ran', () => {
    const two = (last: string) =>
      step('work', { commands: [command('one'), command('two', { rung: 'assisted' }), command(last)] })
    const story = new Story(planOf([two('three')])).goesWell()
    expect(story.asked()).toBe('run work')
    correct(story, corrected([two('three'), auto('more')]))
    story.answer({ choice: 'run' })
    expect([...story.state.attempts.values()][0]?.at).toBe(1)

    const other = new Story(planOf([two('three')])).goesWell()
    correct(other, corrected([two('four'), auto('more')]))
    expect([...other.state.questions.values()][0]).toMatchObject({ at: 0, question: { why: 'corrected' } })
  })

  it('sections and menus: what stands in them keeps its status, and the menu asks again for what is left', () => {
    const tree = (more: readonly Node[]): readonly Node[] => [
      { kind: 'phase', id: 'prepare', children: [auto('warn'), ...more] },
      { kind: 'menu', id: 'ways', children: [auto('drain'), auto('restart')] },
      { kind: 'phase', id: 'close', children: [auto('tell')] },
    ]
    const story = new Story(planOf(tree([]))).goesWell()
    story.answer({ choice: 'pick', step: 'drain' })
    story.goesWell()
    expect(story.asked()).toBe('menu ways')
    correct(story, corrected(tree([auto('check it')])))
    expect(story.asked()).toBe('run check it')
    story.answer({ choice: 'run' })
    story.goesWell()
    expect(story.asked()).toBe('menu ways')
    expect([...story.state.questions.values()][0]?.question).toMatchObject({ left: [{ step: 'restart' }] })
    story.answer({ choice: 'finish' })
    story.goesWell()
    expect(story.ended()).toBe('succeeded')
  })

  it('is not taken while a command runs, an outcome is unknown, a loop is under way, or for another runbook', () => {
    const after = corrected([auto('a'), auto('b')])
    const running = new Story(planOf([auto('a')]))
    expect(correct(running, after)).toContain('a command is running')
    running.vanishes()
    expect(correct(running, after)).toContain('unknown outcome')
    const loop = new Story(withHosts(planOf([forEach(assisted('a'))]), ['one', 'two']))
    expect(correct(loop, after)).toContain('a loop')
    const idle = new Story(planOf([assisted('a')]))
    expect(correct(idle, planOf([auto('a'), auto('b')]))).toContain('follows already')
    expect(correct(idle, { ...after, runbook: { ...after.runbook, path: 'other.md' } })).toContain('another')
    idle.input({ kind: 'cancel' })
    expect(correct(idle, after)).toContain('ended')
  })

  it('rolls back what was done with what was recorded then', () => {
    const undo = { kind: 'command', command: command('undo it'), text: '' } as const
    const story = new Story(planOf([auto('a', { undo }), assisted('b')])).goesWell()
    const after = corrected([auto('zero'), auto('a', { undo }), assisted('b')])
    correct(story, after)
    story.answer({ choice: 'fail' })
    story.answer({ choice: 'roll-back' })
    expect(story.runs() ?? story.asked()).toBe('undo a')
  })
})

const name = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta')
const works = fc.uniqueArray<string, string>(name, { minLength: 1, maxLength: 6 })

describe('for any two texts', () => {
  it('no step that was done and is exactly the same runs again, and nothing else runs without a press', () => {
    fc.assert(
      fc.property(works, works, works, fc.nat(6), (before, after, edited, done) => {
        const story = new Story(planOf(before.map((id) => assisted(id))))
        for (let count = 0; count < done && story.asked()?.startsWith('run'); count++) {
          story.answer({ choice: 'run' })
          story.ends(0)
        }
        if (story.ended() !== undefined) return
        const finished = new Set(before.filter((id) => story.status(id) === 'succeeded'))
        const plan = corrected(after.map((id) => changed(id, edited.includes(id) ? `${id} better` : id)))
        const same = new Set<string>()
        expect(correct(story, plan, 'again')).toBeUndefined()
        for (const { to, exact, from } of story.state.replaced[0]?.mapping ?? [])
          if (exact && finished.has(from)) same.add(to)
        const from = story.events.length
        for (let moves = 0; story.ended() === undefined && moves < 50; moves++) {
          if (story.state.attempts.size > 0) {
            story.ends(0)
            continue
          }
          story.answer({ choice: 'run' })
        }
        expect(story.ended()).toBe('succeeded')
        const started = story.events
          .slice(from)
          .flatMap((event) => (event.type === 'attempt.started' ? [event.instance] : []))
        expect([...started].toSorted()).toEqual(after.filter((id) => !same.has(id)).toSorted())
      }),
    )
  })
})
