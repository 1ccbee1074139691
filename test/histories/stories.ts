import { hash } from '../../src/hash/sha256.ts'
import { proposeMapping } from '../../src/plan/mapping.ts'
import type { Plan } from '../../src/plan/plan.ts'
import {
  assisted,
  auto,
  checkBy,
  command,
  forEach,
  parallel,
  planOf,
  shell,
  step,
  withHosts,
} from '../plan-builder.ts'
import { Story } from '../story.ts'

const setting = shell('X=1')
const withAssignment = setting.action === 'shell' ? { ...setting, assigns: ['X'] } : setting

/** A plan with a step that is: carry out another runbook. */
function withOther(): Plan {
  const input = { action: 'runbook', path: 'other.md', params: {} } as const
  const other = {
    text: '# Other',
    documentHash: hash('document', ''),
    version: { kind: 'unversioned' },
    parameters: [],
  } as const
  const plan = planOf([step('a', { commands: [command('a', { input })] }), auto('b')])
  return { ...plan, runbooks: { 'other.md': other } }
}

/**
 * Runs that are told in memory so that every kind of fact is recorded at least once, also those that need a
 * crash, a second terminal or an hour. `tools/record-history.ts --stories` writes them; what is once written is
 * never written again.
 */
export const stories: Readonly<Record<string, () => Story>> = {
  'people-say-things': () => {
    const story = new Story(planOf([assisted('a'), assisted('b')]), 'step')
    story.input({ kind: 'note', text: 'all quiet' })
    story.input({ kind: 'remark', step: 'a', verdict: 'unclear', text: 'which host?' })
    const about = { content: hash('blob', 'a picture'), bytes: 9, name: 'graph.png', sha256: 'ab' }
    story.input({ kind: 'attach', instance: 'a', ...about })
    story.input({ kind: 'hand-over', to: 'ben', note: 'my shift is over' })
    story.input({ kind: 'escalate', instance: 'a', text: 'it does not answer' })
    story.input({ kind: 'pause' })
    story.input({ kind: 'continue' })
    story.input({ kind: 'change-mode', mode: 'auto' })
    story.answer({ choice: 'run' })
    story.ends(0)
    story.answer({ choice: 'skip', reason: 'not-applicable' })
    story.input({ kind: 'note', text: 'after the end' })
    return story
  },
  'approved-and-voided': () => {
    const input = { action: 'approve', message: 'May it?', approvers: [], count: 1, validMs: 60_000 } as const
    const story = new Story(planOf([step('ask', { commands: [command('', { input })] }), assisted('a')]))
    story.answer({ choice: 'approve', approver: 'bea', asserted: true })
    story.now += 60_000
    story.answer({ choice: 'run' })
    story.answer({ choice: 'approve', approver: 'bea', asserted: true })
    return story.goesWell()
  },
  'cancelled-while-a-command-runs': () => {
    const story = new Story(planOf([auto('a'), auto('b')]))
    story.input({ kind: 'interrupt', effect: story.running() })
    story.input({ kind: 'cancel', reason: 'wrong host' })
    story.ends(0, { end: { kind: 'cancelled' } })
    return story
  },
  'the-outcome-was-unknown': () => {
    const story = new Story(planOf([auto('a'), auto('b')])).vanishes()
    story.answer({ choice: 'happened' })
    return story.goesWell()
  },
  'checks-before-and-after': () => {
    const checked = auto('a', { alreadyDoneIf: [checkBy('is it so?')], verify: [checkBy('is it so now?')] })
    return new Story(planOf([checked])).ends(1).ends(0).ends(0)
  },
  'went-back-and-confirmed': () => {
    const story = new Story(planOf([assisted('a'), assisted('b'), assisted('c')]), 'step')
    for (const _ of ['a', 'b']) {
      story.answer({ choice: 'run' })
      story.ends(0)
    }
    const [late] = story.state.questions.keys()
    story.input({ kind: 'go-to', step: 'a' })
    if (late) story.input({ kind: 'answer', effect: late, answer: { choice: 'run' } })
    story.answer({ choice: 'run' })
    story.ends(0)
    story.answer({ choice: 'still-valid' })
    story.answer({ choice: 'run' })
    return story.ends(0)
  },
  'a-retry-is-left': () => {
    const retried = auto('a', { retry: { times: 3, everyMs: 60_000, backoff: 'constant' } })
    const story = new Story(planOf([retried, assisted('b')])).ends(1)
    story.input({ kind: 'go-to', step: 'b' })
    story.answer({ choice: 'run' })
    return story.ends(0)
  },
  'a-session-was-not-captured': () =>
    new Story(planOf([step('a', { commands: [command('a', { input: withAssignment })] })])).ends(0),
  'any-of-a-group': () =>
    new Story(planOf([parallel('p', [auto('a'), auto('b')], { join: { kind: 'at-least', count: 1 } })]))
      .end('a')
      .end('b', 1, { end: { kind: 'cancelled' } }),
  'a-loop-over-hosts': () =>
    new Story(withHosts(planOf([forEach(auto('a'))]), ['web-1', 'web-2'])).ends(0).ends(0),
  'a-limit-was-reached': () => {
    const story = new Story(planOf([{ kind: 'phase', id: 'p', limitMs: 5_000, children: [auto('a')] }]))
    story.passes(6_000).ends(0, { end: { kind: 'cancelled' } })
    story.answer({ choice: 'stop' })
    return story
  },
  'waited-until-it-was-so': () => {
    const input = { action: 'wait-for', expression: 'x', everyMs: 10_000, atMostMs: 30_000 } as const
    const plan = planOf([step('w', { commands: [command('w', { input })] }), auto('after')])
    const story = new Story(plan, 'auto', false).waits()
    story.conditionsHold = true
    return story.waits().goesWell()
  },
  'cancelled-with-last-steps': () => {
    const story = new Story(
      planOf([parallel('p', [auto('a'), auto('b')])], undefined, { final: [auto('z')] }),
    )
    story.end('a', 1).end('b')
    story.answer({ choice: 'stop' })
    return story.goesWell()
  },
  'another-runbook': () => new Story(withOther()).childEnds('succeeded', { outputs: { id: '7' } }).goesWell(),
  'cancelled-in-another-runbook': () => {
    const story = new Story(withOther())
    story.input({ kind: 'cancel', reason: 'not today' })
    return story.childEnds('cancelled')
  },
  'a-corrected-text': () => {
    const story = new Story(planOf([auto('a'), assisted('b'), auto('c')])).goesWell()
    const fixed = planOf([auto('a'), assisted('b'), auto('c'), auto('d')])
    const plan: Plan = {
      ...fixed,
      runbook: { ...fixed.runbook, documentHash: hash('document', 'corrected') },
    }
    story.input({ kind: 'replace-plan', plan, mapping: proposeMapping(story.state.plan, plan) })
    return story
  },
}
