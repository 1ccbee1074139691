import type { StepId } from '../document/step.ts'
import { isExact } from '../plan/mapping.ts'
import type { Plan } from '../plan/plan.ts'
import type { Decision } from './decision.ts'
import { record, refuse } from './decision.ts'
import type { RunEvent } from './event/event.ts'
import { groupOf } from './group.ts'
import type { ConfirmedMatch, RunInput } from './input.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import type { Instance, ReadonlyRunState } from './state.ts'
import { isSettled } from './state.ts'

type Input = Extract<RunInput, { kind: 'replace-plan' }>

/** Goes on with a corrected text: when nothing is under way that the two texts could disagree about. */
export function decideReplacement(state: ReadonlyRunState, { plan, mapping, text }: Input): Decision {
  const wrong = notNow(state) ?? notThis(state, plan) ?? misfit(state, plan, mapping)
  if (wrong !== undefined) return refuse(wrong)
  const { documentHash, version } = plan.runbook
  return record(
    ...[...state.questions.keys()].map((effect): RunEvent => ({ type: 'question.withdrawn', effect })),
    ...[...state.timers.keys()].map((effect): RunEvent => ({ type: 'timer.withdrawn', effect })),
    {
      type: 'plan.replaced',
      plan: { private: plan },
      mapping: mapping.map(({ from, to, by, finished }) => ({
        from,
        to,
        by,
        exact: isExact(state.plan, from, plan, to),
        ...(finished === undefined ? {} : { finished }),
      })),
      documentHash,
      replacedHash: state.plan.runbook.documentHash,
      version,
      ...(text === undefined ? {} : { text: { private: text } }),
    },
  )
}

/** Finished by somebody's work or word: whether it holds under a changed text is theirs to say. */
export function wantsDecision(instance: Readonly<Instance> | undefined): boolean {
  const kind = instance?.status.kind
  return kind === 'succeeded' || kind === 'failed' || kind === 'skipped'
}

function notNow(state: ReadonlyRunState): string | undefined {
  if (state.status !== 'running') return 'the run is ending'
  if (state.children.size > 0) return 'another runbook is being carried out for a step: wait until it is over'
  if (state.attempts.size + state.awaited.size > 0)
    return 'a command is running: wait for it, or interrupt it'
  for (const instance of state.instances.values()) {
    if (instance.status.kind === 'unknown')
      return 'a command has an unknown outcome: say first whether it happened'
    if (isSettled(instance.status) || instance.visit === 0 || instance.tally === 'outside') continue
    if (groupOf(state.plan, instance).kind === 'together')
      return 'a loop or steps side by side are under way: the text is replaced when they are over'
  }
  return [...state.questions.values()].some(({ question }) => question.kind === 'unknown')
    ? 'a command has an unknown outcome: say first whether it happened'
    : undefined
}

function notThis({ plan: before }: ReadonlyRunState, after: Plan): string | undefined {
  if (after.runbook.path !== before.runbook.path) return 'it is another runbook'
  return after.runbook.documentHash === before.runbook.documentHash
    ? 'the text is the one the run follows already'
    : undefined
}

function misfit(
  state: ReadonlyRunState,
  after: Plan,
  mapping: readonly ConfirmedMatch[],
): string | undefined {
  const [from, to] = [new Set<StepId>(), new Set<StepId>()]
  for (const match of mapping) {
    const [a, b] = [state.plan.steps[match.from], after.steps[match.to]]
    if (!a || !b || a.kind !== b.kind) return `there is no step ${JSON.stringify(a ? match.to : match.from)}`
    if (from.has(match.from) || to.has(match.to)) return `"${a.title}" is matched twice`
    from.add(match.from)
    to.add(match.to)
    const open =
      a.kind === 'step' &&
      match.finished === undefined &&
      wantsDecision(state.instances.get(instanceIdOf(a.id, noTurns))) &&
      !isExact(state.plan, match.from, after, match.to)
    if (open) return `"${a.title}" is finished and was changed: keep it, or do it again?`
  }
  return undefined
}
