import type { StepId } from '../document/step.ts'
import type { Json } from '../hash/canonical.ts'
import { canonicalJson } from '../hash/canonical.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { hash } from '../hash/sha256.ts'
import { findStep, stepOf, within } from '../plan/find.ts'
import type { Plan, PlanCheck, PlanCommand, PlanStep, PlanWork } from '../plan/plan.ts'
import type { Circumstances } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import { isExecuted, resolveCommand } from './resolve/command.ts'
import type { Resolution } from './resolve/context.ts'
import type { ReadonlyRunState } from './state.ts'

/** A command of a covered step as it would run, as far as that can be said now; values still to come are named. */
export type SubjectCommand = {
  readonly stage: 'main' | 'precheck' | 'verify' | 'undo'
  readonly command: PlanCommand
  readonly resolution: Resolution | { readonly kind: 'asked' }
}

export type SubjectStep = { readonly step: PlanWork; readonly commands: readonly SubjectCommand[] }

/** What an approval is of. Its hash is stored with the approval and made again whenever a covered command is to start. */
export type ApprovalSubject = {
  readonly covers: readonly SubjectStep[]
  readonly environment: readonly string[]
  readonly secrets: readonly string[]
  readonly directory: string
  readonly validMs: number | undefined
  /** By name, the hash of each field: so that it can be said which one is different. */
  readonly fields: Readonly<Record<string, string>>
  readonly hash: Sha256
}

/** The subject of the approval a step asks for. */
export function approvalSubject(
  state: ReadonlyRunState,
  approve: StepId,
  environment: Circumstances['environment'],
): ApprovalSubject {
  const covers = coveredSteps(state.plan, approve).map((step) => subjectStep(state, step, environment))
  const fields = { ...runFields(state, approve, environment), ...stepFields(covers) }
  return {
    covers,
    environment: [...environment].toSorted(),
    secrets: secretsIn(state.plan),
    directory: state.session.cwd,
    validMs: validFor(stepOf(state.plan, approve)),
    fields,
    hash: hash('subject', canonicalJson({ version: 1, ...fields })),
  }
}

/**
 * The fields that decide whether one covered step may start: those of the run, and its own. The others cannot have
 * changed while these have not but by what will be looked at when they start themselves.
 */
export const fieldsFor = (
  state: ReadonlyRunState,
  approve: StepId,
  step: PlanWork,
  environment: Circumstances['environment'],
): Readonly<Record<string, string>> => ({
  ...runFields(state, approve, environment),
  ...stepFields([subjectStep(state, step, environment)]),
})

function runFields(
  { run, mode, plan, session }: ReadonlyRunState,
  approve: StepId,
  environment: Circumstances['environment'],
): Readonly<Record<string, string>> {
  const { documentHash, version } = plan.runbook
  return hashed({
    run,
    mode,
    file: documentHash,
    commit: version.kind === 'committed' ? version.commit : version.kind,
    environment: [...environment].toSorted(),
    secrets: secretsIn(plan),
    directory: session.cwd,
    // The texts of the runbooks that are carried out from here, and from those.
    runbooks: Object.entries(plan.runbooks ?? {}).map(([path, { documentHash }]) => [path, documentHash]),
    'valid for': validFor(stepOf(plan, approve)) ?? 0,
  })
}

const stepFields = (covers: readonly SubjectStep[]): Readonly<Record<string, string>> =>
  hashed(Object.fromEntries(covers.map((each) => [`step ${each.step.id}`, stepValue(each)])))

const hashed = (values: Readonly<Record<string, Json>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, hash('subject', canonicalJson(value))]),
  )

const subjectStep = (
  state: ReadonlyRunState,
  step: PlanWork,
  environment: Circumstances['environment'],
): SubjectStep => ({
  step,
  commands: commandsIn(step).map((each) => ({
    ...each,
    resolution: resolved(state, step, each, environment),
  })),
})

/** The first field that is not what it was; undefined when all that are given now are. */
export const differentField = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string | undefined => Object.keys(now).find((name) => before[name] !== now[name])

/**
 * The steps an approval covers: those after it up to the next one that asks for approval (and what is left of its
 * own step), and those their failure leads to, again up to the next approval.
 */
export function coveredSteps(plan: Plan, approve: StepId): readonly PlanWork[] {
  const order = [...within(plan, plan.root)]
  const covered = new Set<StepId>()
  const cover = (from: number): void => {
    for (const id of order.slice(from)) {
      const step = stepOf(plan, id)
      if (step.kind !== 'step') continue
      if (id !== approve && (asksForApproval(step) || covered.has(id))) return
      covered.add(id)
      if (step.onFailure?.kind === 'go-to') {
        const target = findStep(plan, step.onFailure.target)
        const at = target === undefined ? -1 : order.indexOf(target)
        if (at !== -1 && target !== approve && !covered.has(target as StepId)) cover(at)
      }
    }
  }
  cover(order.indexOf(approve))
  return order.flatMap((id) => {
    const step = stepOf(plan, id)
    return step.kind === 'step' && covered.has(id) ? [step] : []
  })
}

const asksForApproval = (step: PlanWork): boolean =>
  step.commands.some(({ input }) => input.action === 'approve')

function validFor(step: PlanStep): number | undefined {
  const input =
    step.kind === 'step' ? step.commands.find((each) => each.input.action === 'approve')?.input : undefined
  return input?.action === 'approve' ? input.validMs : undefined
}

type Placed = Pick<SubjectCommand, 'stage' | 'command'> & { readonly at: number }

function commandsIn(step: PlanWork): readonly Placed[] {
  const checks = (stage: 'precheck' | 'verify', all: readonly PlanCheck[]): readonly Placed[] =>
    all.flatMap((check, at) => (check.kind === 'command' ? [{ stage, at, command: check.command }] : []))
  return [
    ...checks('precheck', step.alreadyDoneIf),
    ...step.commands.map((command, at) => ({ stage: 'main', at, command }) as const),
    ...checks('verify', step.verify),
    ...(step.undo?.kind === 'command' ? [{ stage: 'undo', at: 0, command: step.undo.command } as const] : []),
  ]
}

function resolved(
  state: ReadonlyRunState,
  step: PlanWork,
  { stage, at, command }: Placed,
  environment: Circumstances['environment'],
): SubjectCommand['resolution'] {
  if (!isExecuted(command.input)) return { kind: 'asked' }
  const id: InstanceId = instanceIdOf(step.id, noTurns)
  const instance = state.instances.get(id)
  const edited = stage === 'main' && instance?.stage.kind === 'main' && instance.stage.at === at
  return resolveCommand(
    {
      state,
      at: instance,
      session: state.session,
      environment,
      place: `${id}#${stage}${at}`,
      dangerous: command.dangers.length > 0,
      edited: edited ? instance.edited : undefined,
    },
    command.input,
  )
}

/** What is hashed of a step: its exact commands where they are known, as written with their holes where not; what steers it. */
function stepValue({ step, commands }: SubjectStep): Json {
  const { onlyIf, onFailure, retry, repeatable, alreadyDoneIf, verify, undo, title } = step
  return {
    title,
    commands: commands.map(({ stage, command, resolution }) => {
      const { input, timeoutMs, expects, outputs, rung, confirm } = command
      return asJson({
        stage,
        input,
        timeoutMs,
        expects,
        outputs,
        rung,
        confirm,
        resolution: known(resolution),
      })
    }),
    steering: asJson({
      onlyIf,
      onFailure,
      retry,
      repeatable,
      loop: step.loop,
      parallel: step.parallel,
      checks: [...alreadyDoneIf, ...verify].map((check) => (check.kind === 'person' ? check.text : '')),
      undo: undo?.kind === 'person' ? undo.text : '',
    }),
  }
}

function known(resolution: SubjectCommand['resolution']): Json {
  switch (resolution.kind) {
    case 'resolved':
      return { exact: resolution.hash }
    case 'open':
      return { holes: resolution.holes.map(({ written }) => written) }
    case 'refused':
      return { open: true }
    case 'asked':
      return { asked: true }
  }
}

/** Where the run's secrets are read; which of them a command takes is in what it is resolved to. */
const secretsIn = (plan: Plan): readonly string[] =>
  Object.values(plan.values)
    .flatMap((value) => ('secret' in value ? [value.secret] : []))
    .toSorted()

/** Plans are plain JSON; what is undefined is left out. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

/** Paths of the runbooks that covered steps carry out. */
export const carriedOut = (covers: readonly SubjectStep[]): readonly string[] =>
  covers.flatMap(({ commands }) =>
    commands.flatMap(({ command: { input } }) => (input.action === 'runbook' ? [input.path] : [])),
  )
