import type { SshInput } from '../action/action.ts'
import type { Runbook } from '../document/runbook.ts'
import { stepIdVersion } from '../document/step.ts'
import type { Sha256 } from '../hash/sha256.ts'
import type { Place } from '../text/range.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { canAnswer, findStep } from './find.ts'
import { compilePattern } from './pattern.ts'
import type { Given } from './parameters.ts'
import { parseInputs } from './parameters.ts'
import type { Plan, PlanCommand, PlanStep, PlanVersion } from './plan.ts'
import { referencesIn } from './reference.ts'
import { offersOf } from './offer.ts'
import { planTree } from './tree.ts'

/** What a plan is made from. */
export type PlanRequest = {
  readonly runbook: Runbook
  /** Relative to the library, with `/`. */
  readonly path: string
  /** Only this section's subtree: a section's slug, id or title. */
  readonly section?: string
  readonly given: ReadonlyMap<string, Given>
  readonly version: PlanVersion
  readonly documentHash: Sha256
  readonly executableHash: Sha256
  /** Variables that will be set for every command. */
  readonly environment: ReadonlySet<string>
}

/** Why a plan cannot be made; with a place where the document is to blame. */
export type PlanProblem = { readonly message: string; readonly remedy: string; readonly place?: Place }

export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'problems'; readonly problems: readonly PlanProblem[] }

/** Makes the plan of a runbook, or says everything that is wrong at once. Pure: nothing is looked up or executed. */
export function makePlan(request: PlanRequest): PlanResult {
  const { runbook } = request
  const starts = lineStarts(runbook.source.text)
  const { values, problems: inputs } = parseInputs(runbook.parameters, request.given)
  const tree = planTree(runbook, offersOf(runbook, request.environment), starts, request.section)
  if (tree.kind === 'no-section') {
    return {
      kind: 'problems',
      problems: [
        {
          message: `there is no section ${JSON.stringify(request.section)}`,
          remedy: `sections: ${tree.sections.join(', ')}`,
        },
      ],
    }
  }
  const plan: Plan = {
    schema: 'kneeboard.plan/1',
    stepIdVersion,
    runbook: describe(request),
    values,
    root: tree.root,
    steps: tree.steps,
    ...(tree.rollback === undefined ? {} : { rollback: tree.rollback }),
  }
  const problems = [
    ...inputs.map(({ message, remedy }) => ({ message, remedy })),
    ...brokenReferences(plan, new Set(runbook.parameters.map(({ name }) => name)), starts),
    ...brokenPolicies(plan, starts),
  ]
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'plan', plan }
}

function describe(request: PlanRequest): Plan['runbook'] {
  const { metadata, title, kind } = request.runbook
  const optional = {
    section: request.section,
    outcome: metadata.outcome?.text ?? metadata.description?.text,
    owner: metadata.owner?.text ?? metadata.author?.text,
    escalation: metadata.escalation?.text,
    tools: metadata.tools?.text,
    permissions: metadata.permissions?.text,
  }
  return {
    path: request.path,
    title: title.text,
    kind,
    documentHash: request.documentHash,
    executableHash: request.executableHash,
    version: request.version,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

/** Every command a step may carry out, checks and undo included. */
export function commandsOf(step: PlanStep): readonly PlanCommand[] {
  if (step.kind !== 'step') return []
  const checks = [...step.alreadyDoneIf, ...step.verify].flatMap((check) =>
    check.kind === 'command' ? [check.command] : [],
  )
  return [...step.commands, ...checks, ...(step.undo?.kind === 'command' ? [step.undo.command] : [])]
}

/** A declared parameter whose value is missing or wrong has its own problem; it is not one of every place it is used. */
function brokenReferences(
  plan: Plan,
  declared: ReadonlySet<string>,
  starts: readonly number[],
): readonly PlanProblem[] {
  return Object.values(plan.steps).flatMap((step) =>
    commandsOf(step).flatMap((command) =>
      referencesOf(command)
        .filter((name) => !canAnswer(plan, name) && !declared.has(name))
        .map((name) => ({
          message: `{{ ${name} }} in "${step.title}" has no parameter or output`,
          remedy: `declare a parameter ${name}, or correct the name`,
          place: placeOf(starts, command.range.from),
        })),
    ),
  )
}

function referencesOf(command: PlanCommand): readonly string[] {
  const { input } = command
  switch (input.action) {
    case 'shell':
      return input.holes.filter(({ kind }) => kind === 'reference').map(({ name }) => name)
    case 'sql':
      return [...referencesIn(input.statement), ...referencesIn(input.connection)].map(({ name }) => name)
    case 'http':
      return [input.url, input.body ?? '', ...input.headers.map(([, value]) => value)]
        .flatMap((text) => [...referencesIn(text)])
        .map(({ name }) => name)
    case 'ssh':
      return [
        ...input.block.holes.filter(({ kind }) => kind === 'reference').map(({ name }) => name),
        ...sshTexts(input).flatMap((text) => referencesIn(text).map(({ name }) => name)),
      ]
    case 'script':
    case 'approve':
    case 'choose':
    case 'wait':
      return []
  }
}

const sshTexts = ({ address, cwd, env }: SshInput): readonly string[] => [
  address.host,
  address.user ?? '',
  address.port ?? '',
  ...address.jump,
  cwd ?? '',
  ...Object.values(env),
]

/** A `go to` that leads nowhere, or a pattern no engine takes, is found before the run and not in its middle. */
function brokenPolicies(plan: Plan, starts: readonly number[]): readonly PlanProblem[] {
  return Object.values(plan.steps).flatMap((step): readonly PlanProblem[] => {
    if (step.kind !== 'step') return []
    const place = placeOf(starts, step.range.from)
    const policy = step.onFailure?.kind === 'go-to' ? [step.onFailure.target] : []
    const choices = step.commands.flatMap(({ input }) =>
      input.action === 'choose' ? input.options.flatMap(({ goTo }) => goTo ?? []) : [],
    )
    const nowhere = [...policy, ...choices]
      .filter((target) => !findStep(plan, target))
      .map((target) => ({
        message: `"${step.title}" goes to ${JSON.stringify(target)}, and there is no such step`,
        remedy: 'name a step of this runbook by its title',
        place,
      }))
    const patterns = commandsOf(step)
      .flatMap(({ expects }) => expects)
      .flatMap((check) => (check.kind === 'pattern' ? [compilePattern(check.pattern, check.flags)] : []))
      .flatMap((pattern) =>
        pattern.kind === 'invalid'
          ? [
              {
                message: `a pattern in "${step.title}" cannot be used: ${pattern.why}`,
                remedy: 'write it without look-around and back-references',
                place,
              },
            ]
          : [],
      )
    return [...nowhere, ...patterns]
  })
}
