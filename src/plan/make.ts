import type { SshInput } from '../action/action.ts'
import type { Runbook } from '../document/runbook.ts'
import { stepIdVersion } from '../document/step.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { canAnswer } from './find.ts'
import { commandsOf } from './commands.ts'
import { flowProblems } from './flow-problems.ts'
import type { Given } from './parameters.ts'
import { parseInputs } from './parameters.ts'
import type { PinnedRunbook, Plan, PlanCommand, PlanVersion } from './plan.ts'
import type { PlanProblem } from './problem.ts'
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
  /** Other runbooks that may be carried out from here, by path. */
  readonly runbooks?: Readonly<Record<string, PinnedRunbook>>
}

export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'problems'; readonly problems: readonly PlanProblem[] }

/** Makes the plan of a runbook, or says everything that is wrong at once. Pure: nothing is looked up or executed. */
export function makePlan(request: PlanRequest): PlanResult {
  const { runbook } = request
  const starts = lineStarts(runbook.source.text)
  const { values, problems: inputs } = parseInputs(runbook.parameters, request.given)
  const { path, runbooks = {} } = request
  const context = {
    runbook,
    offers: offersOf(runbook, request.environment),
    starts,
    library: { path, runbooks },
  }
  const tree = planTree(context, request.section)
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
    ...(tree.onCancel === undefined ? {} : { onCancel: tree.onCancel }),
    ...(tree.final === undefined ? {} : { final: tree.final }),
    ...(Object.keys(runbooks).length === 0 ? {} : { runbooks }),
  }
  const problems = [
    ...inputs.map(({ message, remedy }) => ({ message, remedy })),
    ...brokenReferences(plan, new Set(runbook.parameters.map(({ name }) => name)), starts),
    ...flowProblems(plan, starts),
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

/** A declared parameter whose value is missing or wrong has its own problem; it is not one of every place it is used. */
function brokenReferences(
  plan: Plan,
  declared: ReadonlySet<string>,
  starts: readonly number[],
): readonly PlanProblem[] {
  return Object.values(plan.steps).flatMap((step) =>
    commandsOf(step).flatMap((command) =>
      referencesOf(command)
        .filter((name) => !canAnswer(plan, name, step.id) && !declared.has(name))
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
    case 'notify':
      return [input.title ?? '', input.text].flatMap((text) => referencesIn(text).map(({ name }) => name))
    case 'runbook':
      return Object.values(input.params).flatMap((text) => referencesIn(text).map(({ name }) => name))
    case 'script':
    case 'approve':
    case 'choose':
    case 'wait':
    case 'wait-until':
    case 'wait-for':
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
