import { stepOf } from '../plan/find.ts'
import type { Fact } from './evolve.ts'
import type { ReadonlyRunState } from './state.ts'

/** Who is about to say that a runbook works, and who wrote it. */
export type Validator = { readonly id: string; readonly authors: readonly string[] }

/**
 * Why a run does not carry a statement that its runbook works; empty when it does: it was carried out whole and to
 * its end, by someone who wrote none of it, and of every step somebody said that it works.
 */
export function objectionsTo(
  state: ReadonlyRunState,
  facts: readonly Fact[],
  { id, authors }: Validator,
): readonly string[] {
  const { section } = state.plan.runbook
  const people = new Set(facts.filter(({ by }) => by.kind === 'person').map(({ by }) => by.id.toLowerCase()))
  return [
    ...(state.ended?.status === 'succeeded' ? [] : ['the run has not succeeded']),
    ...(section === undefined ? [] : [`only the section ${section} was carried out`]),
    ...(people.has(id.toLowerCase()) ? [] : [`${id} took no part in the run`]),
    ...(authors.some((author) => isSame(author, id))
      ? [`${id} wrote the runbook, and is no second pair of eyes`]
      : []),
    ...unremarked(state, facts),
  ]
}

/** `ada`, `Ada`, `ada@example.com`: whoever could be the same person is taken for them. */
const isSame = (author: string, id: string): boolean => {
  const [name, account] = [author.toLowerCase(), id.toLowerCase()]
  return name === account || name.replace(/@.*$/, '') === account.replace(/@.*$/, '')
}

function unremarked(state: ReadonlyRunState, facts: readonly Fact[]): readonly string[] {
  const last = new Map<string, string>()
  for (const { event } of facts) if (event.type === 'remark.added') last.set(event.step, event.verdict)
  const done = [...state.instances.values()].filter(({ status }) => status.kind === 'succeeded')
  const steps = [...new Set(done.map(({ step }) => step))].map((step) => stepOf(state.plan, step))
  return steps.flatMap((step) => {
    if (step.kind !== 'step' || !state.counted.has(step.id)) return []
    const verdict = last.get(step.id)
    if (verdict === 'works') return []
    return [
      verdict === undefined
        ? `nobody said whether "${step.title}" works`
        : `"${step.title}" was said to be ${verdict}`,
    ]
  })
}

/** The steps of which nobody has said yet that they work. */
export function stepsWithoutRemark(state: ReadonlyRunState, facts: readonly Fact[]): readonly string[] {
  const said = new Set(facts.flatMap(({ event }) => (event.type === 'remark.added' ? [event.step] : [])))
  const done = [...state.instances.values()].filter(({ status }) => status.kind === 'succeeded')
  return [...new Set(done.map(({ step }) => step))].filter(
    (step) => state.counted.has(step) && !said.has(step),
  )
}
