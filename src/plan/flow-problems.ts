import type { StepId } from '../document/step.ts'
import { placeOf } from '../text/range.ts'
import { commandsOf } from './commands.ts'
import { canAnswer, findStep } from './find.ts'
import { compilePattern } from './pattern.ts'
import type { Plan, PlanStep } from './plan.ts'
import type { PlanProblem } from './problem.ts'
import type { Shape } from './shape.ts'
import { shapeOf } from './shape.ts'

/** A `go to` that cannot lead where it says, or a pattern no engine takes, is found before the run and not in its middle. */
export function flowProblems(plan: Plan, starts: readonly number[]): readonly PlanProblem[] {
  const shape = shapeOf(plan)
  return Object.values(plan.steps).flatMap((step): readonly PlanProblem[] => {
    const place = placeOf(starts, step.range.from)
    const found = [
      ...jumps(plan, shape, step),
      ...groups(plan, step),
      ...others(plan, step),
      ...patterns(step),
    ]
    return found.map((problem) => ({
      ...problem,
      place,
    }))
  })
}

type Found = Omit<PlanProblem, 'place'>

function jumps(plan: Plan, shape: Shape, step: PlanStep): readonly Found[] {
  if (step.kind !== 'step') return []
  const policy = step.onFailure?.kind === 'go-to' ? [step.onFailure.target] : []
  const choices = step.commands.flatMap(({ input }) =>
    input.action === 'choose' ? input.options.flatMap(({ goTo }) => goTo ?? []) : [],
  )
  return [...policy, ...choices].flatMap((written): readonly Found[] => {
    const target = findStep(plan, written)
    const goes = `"${step.title}" goes to ${JSON.stringify(written)}`
    if (target === undefined)
      return [
        {
          message: `${goes}, and there is no such step`,
          remedy: 'name a step of this runbook by its title',
        },
      ]
    const why = unreachable(plan, shape, step.id, target)
    return why === undefined
      ? []
      : [{ message: `${goes}, ${why}`, remedy: 'go to a step before or after it' }]
  })
}

/** Which branch or turn would be meant by a jump into a group from outside, nobody could say. */
function unreachable(plan: Plan, shape: Shape, from: StepId, target: StepId): string | undefined {
  if (shape.standing.get(from)?.root !== shape.standing.get(target)?.root)
    return 'which belongs to another part of the runbook'
  const here = new Set(pathUp(plan, from))
  let below = target
  for (const above of pathUp(plan, target).slice(1)) {
    const { loop, parallel, title } = plan.steps[above] ?? {}
    if ((loop && !here.has(above)) || (parallel && !here.has(below)))
      return `which is inside "${title}": that is not entered in its middle`
    below = above
  }
  return undefined
}

function pathUp(plan: Plan, step: StepId): readonly StepId[] {
  const path: StepId[] = []
  for (let at: StepId | undefined = step; at !== undefined; at = plan.steps[at]?.parent) path.push(at)
  return path
}

/** What a loop goes over must be there, and a group must be able to have what it needs. */
function groups(plan: Plan, { title, loop, parallel, children, parent }: PlanStep): readonly Found[] {
  const problems: Found[] = []
  const written =
    loop?.over.kind === 'list' ? loop.over.list : loop?.over.kind === 'count' ? loop.over.count : ''
  if (/^[A-Za-z_][\w.]*$/.test(written) && !canAnswer(plan, written, parent))
    problems.push({
      message: `"${title}" goes over ${written}, and there is no parameter or output of that name`,
      remedy: `declare a parameter ${written}, or correct the name`,
    })
  if (parallel?.join.kind === 'at-least' && parallel.join.count > children.length)
    problems.push({
      message: `"${title}" needs ${parallel.join.count} of ${children.length} steps to succeed`,
      remedy: 'ask for fewer, or put more steps under it',
    })
  if (parallel && children.length === 0)
    problems.push({
      message: `"${title}" has no steps to be carried out side by side`,
      remedy: 'write them as a numbered list inside it',
    })
  return problems
}

/** Another runbook that is to be carried out must be there, and the part of it too. */
function others(plan: Plan, step: PlanStep): readonly Found[] {
  return commandsOf(step).flatMap(({ input }) =>
    input.action !== 'runbook' || Object.hasOwn(plan.runbooks ?? {}, input.path)
      ? []
      : [
          {
            message: `"${step.title}" carries out ${input.path}, and the library has no such runbook`,
            remedy: 'write its path as from this file',
          },
        ],
  )
}

function patterns(step: PlanStep): readonly Found[] {
  return commandsOf(step)
    .flatMap(({ expects }) => expects)
    .flatMap((check) => (check.kind === 'pattern' ? [compilePattern(check.pattern, check.flags)] : []))
    .flatMap((pattern) =>
      pattern.kind === 'invalid'
        ? [
            {
              message: `a pattern in "${step.title}" cannot be used: ${pattern.why}`,
              remedy: 'write it without look-around and back-references',
            },
          ]
        : [],
    )
}
