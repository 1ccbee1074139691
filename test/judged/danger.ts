import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ShellInput } from '../../src/action/action.ts'
import { documentHash, executableHash } from '../../src/document/executable.ts'
import { readRunbook } from '../../src/document/read.ts'
import { within } from '../../src/plan/find.ts'
import { makePlan } from '../../src/plan/make.ts'
import type { Plan, PlanCommand, PlanStep } from '../../src/plan/plan.ts'
import { makeRunId } from '../../src/run/id.ts'
import type { PartialResolution } from '../../src/run/resolve/context.ts'
import { resolveShell } from '../../src/run/resolve/shell.ts'
import { initialState } from '../../src/run/state.ts'
import { bindValues } from '../../src/shell/bind.ts'
import { variableOf } from '../../src/shell/hole.ts'
import { readSource } from '../../src/text/source.ts'
import { collection } from './judgement.ts'

/** A stranger's block with a word of harm in it, and what the judge says of it. */
export type DangerousBlock = {
  readonly path: string
  readonly line: number
  /** It takes something away or interrupts it: Enter alone must not start it. */
  readonly harm: boolean
  /** What a person must fill in first, as it is written. Variables: unless something has set them. */
  readonly open: readonly string[]
  /** Why it must not be run at all. */
  readonly never?: string
  /** One of several remedies: only the one that was picked may run. */
  readonly alternative?: boolean
}

export const dangerousBlocks = (): readonly DangerousBlock[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'dangerous.json'), 'utf8')) as readonly DangerousBlock[]

const environment: ReadonlySet<string> = new Set(['HOME', 'PATH', 'USER', 'PWD', 'SHELL'])

/** Drives a block as a run does, as far as the shell; what is wrong with what would happen, one sentence each. */
export function faultsOf(entry: DangerousBlock): readonly string[] {
  const plan = planOfFile(entry.path)
  const found = plan && commandAt(plan, entry.line)
  // Not offered, or in no step: it cannot be run.
  if (!found || found.command.input.action !== 'shell') return []
  const { input } = found.command
  return [
    ...(entry.never === undefined ? [] : [`offered, though ${entry.never}`]),
    ...entry.open.flatMap((written) => openFaults(plan, input, written)),
    ...emptyFaults(plan, input),
    ...(entry.harm && found.command.dangers.length === 0 ? ['runs on Enter alone'] : []),
    ...(entry.alternative === true && !standsUnderMenu(plan, found.step)
      ? ['an alternative in no menu']
      : []),
  ]
}

function planOfFile(path: string): Plan | undefined {
  const bytes = readFileSync(join(collection, path))
  const read = readSource(bytes)
  if (read.kind !== 'source') return undefined
  const runbook = readRunbook(read.source, basename(path))
  const made = makePlan({
    runbook,
    path,
    given: new Map(),
    version: { kind: 'unversioned' },
    documentHash: documentHash(bytes),
    executableHash: executableHash(runbook),
    environment,
  })
  return made.kind === 'plan' ? made.plan : undefined
}

type Found = { readonly step: PlanStep; readonly command: PlanCommand }

function commandAt(plan: Plan, line: number): Found | undefined {
  for (const root of [plan.root, ...(plan.rollback === undefined ? [] : [plan.rollback])])
    for (const id of within(plan, root)) {
      const step = plan.steps[id]
      const command = step?.kind === 'step' ? step.commands.find((one) => one.line === line) : undefined
      if (step && command) return { step, command }
    }
  return undefined
}

function standsUnderMenu(plan: Plan, step: PlanStep): boolean {
  const parent = step.parent === undefined ? undefined : plan.steps[step.parent]
  return parent !== undefined && (parent.kind === 'menu' || standsUnderMenu(plan, parent))
}

/** The judge says it is open: is it, everywhere it stands outside comments? */
function openFaults(plan: Plan, input: ShellInput, written: string): readonly string[] {
  const faults: string[] = []
  const variable = /^\$\{?(\w+)/.exec(written)?.[1]
  if (variable !== undefined) {
    // Blank where it is set (`NAME=`), or set nowhere: both must be asked for.
    const isHole = input.holes.some((hole) => hole.kind === 'variable' && variableOf(hole) === variable)
    return isHole ? [] : [`${written} would be empty`]
  }
  for (let at = input.source.indexOf(written); at !== -1; at = input.source.indexOf(written, at + 1)) {
    const lineStart = input.source.lastIndexOf('\n', at) + 1
    if (/(?:^|\s)#/.test(input.source.slice(lineStart, at))) continue
    const end = at + written.length
    if (!input.holes.some(({ range }) => range.from < end && at < range.to))
      faults.push(`${written} is not asked for`)
  }
  if (resolved(plan, input, {}).kind === 'action') faults.push(`runs with ${written} open`)
  return faults
}

/** A value nobody gave, an empty value, and a variable that an earlier block left empty. */
function emptyFaults(plan: Plan, input: ShellInput): readonly string[] {
  if (input.holes.length === 0) return []
  const faults: string[] = []
  if (bindValues(input.source, input.dialect, input.holes, new Map()).kind === 'bound')
    faults.push('is bound without values')
  if (resolved(plan, input, {}).kind === 'action') faults.push('runs with holes open')
  for (const name of new Set(input.holes.filter(({ kind }) => kind === 'variable').map(variableOf)))
    if (resolved(plan, { ...input, holes: holesOf(input, name) }, { [name]: '' }).kind === 'action')
      faults.push(`runs with $${name} empty when an earlier block left it so`)
  return faults
}

const holesOf = (input: ShellInput, name: string) =>
  input.holes.filter((hole) => hole.kind === 'variable' && variableOf(hole) === name)

function resolved(plan: Plan, input: ShellInput, set: Readonly<Record<string, string>>): PartialResolution {
  return resolveShell(
    {
      state: initialState(makeRunId(0, new Uint8Array(12)), plan),
      session: { cwd: '/work', set, unset: [] },
      environment,
      place: 'step#main0',
      edited: undefined,
      // All of these do harm; one that shows no danger is a fault of its own.
      dangerous: true,
    },
    input,
  )
}
