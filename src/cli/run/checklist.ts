import type { PlanWork } from '../../plan/plan.ts'
import { contextFor } from '../../run/resolve/attempt.ts'
import { isExecuted, resolveCommand } from '../../run/resolve/command.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import { plannedLines, resolvedLines } from './command-lines.ts'
import type { Conductor } from './conductor.ts'
import { fillFrom } from './fill.ts'
import { bodyLines } from './step-lines.ts'

/** A step's whole text for somebody who does it by hand: its commands with their values, to be copied. */
export function checklistLines({ driver, app, view }: Conductor, step: PlanWork): string[] {
  const { state } = driver
  const instance = state.instances.get(instanceIdOf(step.id, noTurns))
  return step.body.flatMap((part) => {
    if (part.kind !== 'command') return bodyLines([part], fillFrom(state), view)
    const command = step.commands[part.index]
    if (!command || !instance) return []
    if (!isExecuted(command.input)) return plannedLines(command.input, view, '  ')
    const context = contextFor(
      state,
      instance,
      { kind: 'main', at: part.index },
      app.driver.environment,
      command,
    )
    const resolved = resolveCommand(context, command.input)
    return resolved.kind === 'resolved'
      ? resolvedLines(resolved.action, view, '  ')
      : plannedLines(command.input, view, '  ')
  })
}
