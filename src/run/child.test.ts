import { describe, expect, it } from 'vitest'
import { auto, command, forEach, parallel, planOf, step, withHosts } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import { hash } from '../hash/sha256.ts'
import type { Plan } from '../plan/plan.ts'
import { childRunId, parseRunId } from './id.ts'

const other = (id: string, params: Readonly<Record<string, string>> = {}, more = {}) =>
  step(id, { commands: [command(id, { input: { action: 'runbook', path: 'other.md', params }, ...more })] })

const pinned = (plan: Plan, parameters: readonly string[] = []): Plan => ({
  ...plan,
  runbooks: {
    'other.md': {
      text: '# Other',
      documentHash: hash('document', ''),
      version: { kind: 'unversioned' },
      parameters,
    },
  },
})

describe('another runbook', () => {
  it('is carried out where the step stands, as a run of its own whose id follows from what asked for it', () => {
    const story = new Story(pinned(planOf([other('a'), auto('b')])))
    const [child] = story.state.children.values()
    expect(child).toMatchObject({ instance: 'a', path: 'other.md' })
    expect(child?.run).toBe(childRunId(child?.effect ?? ('' as never)))
    expect(parseRunId(child?.run ?? '')).toBe(child?.run)
    story.childEnds('succeeded')
    expect(story.runs()).toBe('main b')
  })

  it('is handed what has the same name there, and what is written for it', () => {
    const plan = withHosts(planOf([forEach(other('a', { host: '{{ host }}', x: '1' }))]), ['w1', 'w2'])
    const story = new Story(pinned(plan, ['hosts', 'host']))
    expect([...story.state.children.values()][0]?.given).toEqual({
      hosts: { text: 'w1,w2', origin: 'person' },
      host: { text: 'w1', origin: 'person' },
      x: { text: '1', origin: 'person' },
    })
  })

  it('is told that a value comes from outside when it does: then it is held to what is allowed there', () => {
    const story = new Story(pinned(planOf([auto('find'), other('a', { host: '{{ steps.find.name }}' })])))
    story.end('find', 0, { outputs: { name: 'w; rm' } })
    expect([...story.state.children.values()][0]?.given['host']).toEqual({ text: 'w; rm', origin: 'signal' })
  })

  it('puts out here what its steps put out there', () => {
    const story = new Story(pinned(planOf([other('a')]))).childEnds('succeeded', { outputs: { id: '7' } })
    expect(story.state.outputs.get('a' as never)).toEqual({ id: '7' })
  })

  it('fails the step when it does not succeed, however it ended', () => {
    for (const status of ['failed', 'cancelled', 'rolled-back', 'needs-person'] as const) {
      const story = new Story(pinned(planOf([other('a')]))).childEnds(status, { why: 'of that' })
      expect([...story.state.questions.values()][0]?.question).toMatchObject({
        failure: { kind: 'runbook', message: 'other.md: of that' },
      })
    }
  })

  it('is begun anew when it is tried again: another run', () => {
    const story = new Story(pinned(planOf([other('a')])))
    const [first] = story.state.children.keys()
    story.childEnds('failed')
    story.answer({ choice: 'retry' })
    const [second] = story.state.children.keys()
    expect(second).toBeDefined()
    expect(second).not.toBe(first)
  })

  it('ends once: what is said of it again changes nothing', () => {
    const story = new Story(pinned(planOf([other('a'), auto('b')])))
    const [effect] = story.state.children.keys()
    story.childEnds('succeeded')
    if (effect) story.input({ kind: 'child-ended', effect, status: 'failed', why: '', outputs: {} })
    expect(story.runs()).toBe('main b')
  })

  it('is cancelled with the run, which waits for its end', () => {
    const story = new Story(pinned(planOf([other('a')])))
    story.input({ kind: 'cancel' })
    expect([...story.state.children.values()][0]?.cancel).toBe('run-cancelled')
    expect(story.ended()).toBeUndefined()
    expect(story.childEnds('cancelled').ended()).toBe('cancelled')
  })

  it('is ended when it is not needed any more', () => {
    const any = { join: { kind: 'at-least', count: 1 } } as const
    const story = new Story(pinned(planOf([parallel('p', [auto('a'), other('b')], any), auto('c')]))).end('a')
    expect([...story.state.children.values()][0]?.cancel).toBe('not-needed')
    expect(story.allRunning()).toEqual([])
    expect(story.childEnds('cancelled').allRunning()).toEqual(['c'])
  })

  it('is done by hand in a checklist, and pressed in step mode', () => {
    expect(new Story(pinned(planOf([other('a')])), 'checklist').asked()).toBe('do a')
    const story = new Story(pinned(planOf([other('a')])), 'step')
    expect(story.asked()).toBe('run a')
    story.answer({ choice: 'run' })
    expect(story.state.children.size).toBe(1)
  })
})
