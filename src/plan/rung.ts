import type { PlanWork, Rung } from './plan.ts'

/** Who acts in a step: a person who approves or chooses, or what its rung says. */
export function actsIn({
  commands,
  rung,
}: Pick<PlanWork, 'commands' | 'rung'>): Rung | 'approval' | 'choice' {
  const actions = commands.map(({ input }) => input.action)
  if (rung !== 'auto') return rung
  if (actions.includes('approve')) return 'approval'
  return actions.includes('choose') ? 'choice' : rung
}
