import { describe, expect, it } from 'vitest'
import { auto, command, goTo, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import { hash } from '../hash/sha256.ts'
import { proposeMapping } from '../plan/mapping.ts'
import type { StepId } from '../document/step.ts'
import type { Plan } from '../plan/plan.ts'
import type { ActionInput } from '../action/action.ts'
import { approvalSubject, coveredSteps, differentField } from './approval-subject.ts'
import { brokenApproval, subjectOf } from './approval.ts'
import type { Circumstances } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import type { ReadonlyRunState } from './state.ts'

const asks = (more: Partial<Extract<ActionInput, { action: 'approve' }>> = {}) =>
  step('allow', {
    commands: [
      command('', { input: { action: 'approve', message: 'May it?', approvers: [], count: 1, ...more } }),
    ],
  })

const yes = (story: Story, approver = 'bea') => {
  const [open] = story.state.questions.values()
  const subject = open && subjectOf(story.state, open, new Set())?.hash
  return story.answer({
    choice: 'approve',
    approver,
    asserted: true,
    ...(subject === undefined ? {} : { subject }),
  })
}

const press = (id: string, source = id) => step(id, { commands: [command(source, { rung: 'assisted' })] })

describe('an approval', () => {
  it('covers what follows up to the next one, with what failure leads to', () => {
    const plan = planOf([
      auto('before'),
      asks(),
      auto('a', { onFailure: goTo('far') }),
      { ...asks(), id: 'again' },
      auto('b'),
      auto('far'),
    ])
    expect(coveredSteps(plan, 'allow' as StepId).map(({ id }) => id)).toEqual(['allow', 'a', 'far'])
    expect(coveredSteps(plan, 'again' as StepId).map(({ id }) => id)).toEqual(['again', 'b', 'far'])
  })

  it('is kept with its subject, and what it covers starts', () => {
    const story = new Story(planOf([asks(), auto('a'), auto('b')]))
    expect(yes(story)).toBeUndefined()
    expect(story.events.find(({ type }) => type === 'approval.bound')).toMatchObject({
      instance: 'allow',
      covers: ['allow', 'a', 'b'],
      approvers: ['bea'],
    })
    story.goesWell()
    expect(story.ended()).toBe('succeeded')
  })

  it('of something that has changed since it was shown is not taken', () => {
    const story = new Story(planOf([asks(), auto('a')]))
    const refused = story.answer({ choice: 'approve', approver: 'bea', asserted: true, subject: 'other' })
    expect(refused).toContain('changed since it was shown')
    expect(story.asked()).toBe('approve allow')
  })

  it('holds on while covered commands change directory and variables', () => {
    const story = new Story(planOf([asks(), auto('a'), auto('b')]))
    yes(story)
    story.ends(0, { session: { cwd: '/elsewhere', set: { X: '1' }, unset: [] } })
    expect(story.runs()).toBe('main b')
  })

  it('by several is of one thing: what changes between them is asked of all again', () => {
    const story = new Story(planOf([asks({ count: 2 }), auto('a')]))
    yes(story)
    story.input({ kind: 'change-mode', mode: 'step' })
    yes(story, 'cy')
    expect(story.events.at(-1)).toMatchObject({ type: 'question.asked', question: { given: 0 } })
    yes(story)
    yes(story, 'cy')
    expect(story.asked()).toBe('run a')
  })
})

/** Each field of the subject, changed between approval and start: by what a run can meet, or by hand where it cannot. */
describe('what changes between approval and start voids it, and nothing of it starts', () => {
  const plan = planOf([asks({ validMs: 60_000 }), press('a'), auto('b')])

  const approved = (): Story => {
    const story = new Story(plan)
    yes(story)
    expect(story.asked()).toBe('run a')
    return story
  }

  const voided = (story: Story, field: string): void => {
    expect(story.state.attempts.size).toBe(0)
    expect(story.events.some(({ type }) => type === 'attempt.started')).toBe(false)
    expect(story.events.find(({ type }) => type === 'approval.voided')).toMatchObject({ field })
    expect(story.asked()).toBe('approve a')
    // Approved again, it goes on with what was about to start.
    expect(yes(story)).toBeUndefined()
    expect(story.runs() ?? story.asked()).toMatch(/^(main a|run a)$/)
  }

  it('mode', () => {
    const story = approved()
    story.input({ kind: 'change-mode', mode: 'step' })
    story.answer({ choice: 'run' })
    voided(story, 'mode')
  })

  it('a command of a covered step', () => {
    const story = approved()
    story.answer({ choice: 'run', edited: { private: 'something else' } })
    voided(story, 'step a')
  })

  it('file, and with it commit', () => {
    const story = approved()
    const runbook = {
      ...plan.runbook,
      documentHash: hash('document', 'other'),
      version: { kind: 'committed', commit: 'c0ffee' } as const,
    }
    const mapping = proposeMapping(plan, { ...plan, runbook })
    story.input({ kind: 'replace-plan', plan: { ...plan, runbook }, mapping })
    story.answer({ choice: 'run' })
    voided(story, 'file')
  })

  it('the order: the operator went elsewhere', () => {
    const story = new Story(planOf([press('first'), asks(), press('a')]))
    story.answer({ choice: 'run' })
    story.ends(0)
    yes(story)
    story.input({ kind: 'go-to', step: 'first' })
    story.input({ kind: 'go-to', step: 'a' })
    story.answer({ choice: 'again' })
    story.answer({ choice: 'run' })
    expect(story.events.find(({ type }) => type === 'approval.voided')).toMatchObject({ field: 'order' })
    expect(story.asked()).toBe('approve a')
  })

  it('time: at the very instant it is over it holds for nothing, and late is late', () => {
    for (const late of [60_000, 60_001, 3_600_000]) {
      const story = approved()
      story.now += late
      story.answer({ choice: 'run' })
      expect(story.state.attempts.size).toBe(0)
      voided(story, 'not after')
    }
    const intime = approved()
    intime.now += 59_999
    intime.answer({ choice: 'run' })
    expect(intime.runs()).toBe('main a')
  })

  const given: Circumstances = {
    now: 1_000,
    place: { host: 'here', bootId: 'b' },
    evaluate: () => ({ kind: 'value', value: true }),
    environment: new Set(),
  }

  const mutations: readonly (readonly [
    string,
    (state: ReadonlyRunState) => ReadonlyRunState,
    Circumstances?,
  ])[] = [
    ['run', (state) => ({ ...state, run: `${state.run}x` as ReadonlyRunState['run'] })],
    ['mode', (state) => ({ ...state, mode: 'checklist' })],
    ['file', (state) => withRunbook(state, { documentHash: hash('document', 'x') })],
    ['commit', (state) => withRunbook(state, { version: { kind: 'committed', commit: 'other' } })],
    ['environment', (state) => state, { ...given, environment: new Set(['LD_PRELOAD']) }],
    ['secrets', (state) => withValues(state, { token: secret('env:OTHER') })],
    ['directory', (state) => ({ ...state, session: { ...state.session, cwd: '/tmp' } })],
    ['runbooks', (state) => withPlan(state, { ...state.plan, runbooks: { 'other.md': other } })],
    ['valid for', (state) => withApprove(state, { validMs: 61_000 })],
    ['step a', (state) => ({ ...state, session: { ...state.session, set: { PATHS: '/x' } } })],
    ['step a', (state) => withStep(state, { commands: [command('rm -rf /')] })],
    ['step a', (state) => withStep(state, { onFailure: { kind: 'continue' } })],
    ['step a', (state) => withStep(state, { retry: { times: 9, everyMs: 1, backoff: 'constant' } })],
    ['step a', (state) => withStep(state, { undo: { kind: 'command', command: command('undo'), text: '' } })],
    ['step a', (state) => withStep(state, { title: 'Another name' })],
    ['step a', (state) => withStep(state, { repeatable: true })],
  ]

  it.each(mutations.map((each, index) => [`${each[0]} (${index + 1})`, each] as const))(
    '%s',
    (_name, [field, mutate, circumstances = given]) => {
      const story = approved()
      const instance = story.state.instances.get('a' as InstanceId)
      if (!instance) throw new Error('there is no step a')
      expect(brokenApproval(story.state, instance, given)).toBeUndefined()
      expect(brokenApproval(mutate(story.state), instance, circumstances)?.field).toBe(field)
    },
  )

  it('another runbook that is carried out is covered: it does not begin when the approval is over', () => {
    const input = { action: 'runbook', path: 'other.md', params: {} } as const
    const child = step('inner', { commands: [command('', { input, rung: 'assisted' })] })
    const story = new Story(planOf([asks({ validMs: 60_000 }), child]))
    yes(story)
    story.now += 60_000
    story.answer({ choice: 'run' })
    expect(story.events.some(({ type }) => type === 'child.started')).toBe(false)
    expect(story.asked()).toBe('approve inner')
    yes(story)
    expect(story.events.some(({ type }) => type === 'child.started')).toBe(true)
  })

  it('each of them changes the hash of the whole', () => {
    const story = approved()
    const of = (state: ReadonlyRunState, environment: ReadonlySet<string> = new Set()) =>
      approvalSubject(state, 'allow' as StepId, environment)
    const before = of(story.state)
    for (const [field, mutate, circumstances = given] of mutations) {
      const after = of(mutate(story.state), circumstances.environment)
      expect([field, differentField(before.fields, after.fields)]).toEqual([field, field])
      expect(after.hash).not.toBe(before.hash)
    }
  })
})

const other = {
  text: '',
  documentHash: hash('document', 'other'),
  version: { kind: 'unversioned' },
  parameters: [],
} as const

const secret = (where: string) =>
  ({ type: 'secret', origin: 'person', constrained: false, secret: where }) as const

const withPlan = (state: ReadonlyRunState, plan: Plan): ReadonlyRunState => ({ ...state, plan })

const withRunbook = (state: ReadonlyRunState, more: Partial<Plan['runbook']>): ReadonlyRunState =>
  withPlan(state, { ...state.plan, runbook: { ...state.plan.runbook, ...more } })

const withValues = (state: ReadonlyRunState, values: Plan['values']): ReadonlyRunState =>
  withPlan(state, { ...state.plan, values })

function withStep(state: ReadonlyRunState, more: object, id = 'a'): ReadonlyRunState {
  const found = state.plan.steps[id as StepId]
  return withPlan(state, {
    ...state.plan,
    steps: { ...state.plan.steps, [id]: { ...found, ...more } },
  })
}

function withApprove(state: ReadonlyRunState, more: object): ReadonlyRunState {
  const found = state.plan.steps['allow' as StepId]
  const commands = found?.kind === 'step' ? found.commands : []
  return withStep(
    state,
    { commands: commands.map((each) => ({ ...each, input: { ...each.input, ...more } })) },
    'allow',
  )
}
