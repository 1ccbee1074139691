import type { PlanCommand, PlanStep } from './plan.ts'

/** Every command a step may carry out, checks and undo included. */
export function commandsOf(step: PlanStep): readonly PlanCommand[] {
  if (step.kind !== 'step') return []
  const checks = [...step.alreadyDoneIf, ...step.verify].flatMap((check) =>
    check.kind === 'command' ? [check.command] : [],
  )
  return [...step.commands, ...checks, ...(step.undo?.kind === 'command' ? [step.undo.command] : [])]
}
