import { nameOf } from '../action/group-block.ts'
import type { Loop } from '../action/group.ts'
import { atOnceMax, turnsMaxDefault } from '../action/group.ts'
import type { ActionInput } from '../action/action.ts'
import type { Block } from '../document/block.ts'
import { sourceOffset } from '../document/block.ts'
import type { Check, Label, LabelContent, LabelKind } from '../document/label.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Step, StepId } from '../document/step.ts'
import { blocksOf, labelsOf } from '../document/step.ts'
import type { Json } from '../hash/canonical.ts'
import { canonicalJson } from '../hash/canonical.ts'
import { hash } from '../hash/sha256.ts'
import type { Range } from '../text/range.ts'
import { placeOf, slice } from '../text/range.ts'
import type { Offer } from './offer.ts'
import { runbookPath, runbookSection } from './runbook-path.ts'
import type {
  PinnedRunbook,
  PlanBody,
  PlanCheck,
  PlanCommand,
  PlanRetry,
  PlanUndo,
  PlanWork,
  Rung,
} from './plan.ts'

/** What turning a step into a plan step looks at. */
export type StepContext = {
  readonly runbook: Runbook
  readonly offers: ReadonlyMap<Block, Offer>
  readonly starts: readonly number[]
  /** Where the runbook lies, and the others that may be carried out from it; when that is of no interest, nothing. */
  readonly library?: { readonly path: string; readonly runbooks: Readonly<Record<string, PinnedRunbook>> }
}

export const lineOf = (context: StepContext, range: Range): number => placeOf(context.starts, range.from).line

/** A step with its commands, checks and labelled lines in place. */
export function planWork(context: StepContext, step: Step, children: readonly StepId[]): PlanWork {
  const labels = labelsOf(step)
  const linked = linkedCommand(context, step)
  const blocks = blocksOf(step).flatMap((block) => commandOf(context, step, block) ?? [])
  const commands = [...blocks, ...(linked ? [linked] : [])]
  const alreadyDoneIf = checksOf(context, step, labels, 'already-done-if')
  const verify = checksOf(context, step, labels, 'verify')
  const undo = undoOf(context, step, labels)
  const retry = retryOf(context, step, labels)
  const offers = blocksOf(step).flatMap((block) => context.offers.get(block) ?? [])
  const group = groupsOf(labels, offers, children)
  const optional = {
    ...group,
    onlyIf: labelled(labels, 'only-if')?.expression,
    onFailure: labelled(labels, 'if-it-fails')?.policy,
    retry,
    undo,
    who: labelled(labels, 'who')?.text,
    takesMs: labelled(labels, 'takes')?.durationMs,
    evidence: labelled(labels, 'evidence')?.text,
    runbookLink: step.runbookLink?.href,
  }
  return {
    kind: 'step',
    id: step.id,
    title: step.title,
    children,
    range: step.range,
    line: lineOf(context, step.range),
    rule: step.rule,
    rung: linked && blocks.length === 0 ? 'auto' : rungOf(offers),
    body: [...bodyOf(context, step), ...(linked ? [{ kind: 'command', index: blocks.length } as const] : [])],
    commands,
    alreadyDoneIf,
    verify,
    repeatable: alreadyDoneIf.length > 0 || areRepeatable(offers),
    hash: hash(
      'step',
      canonicalJson({
        commands,
        alreadyDoneIf,
        verify,
        undo,
        retry,
        onFailure: optional.onFailure,
        onlyIf: optional.onlyIf,
        ...(present(group) as { readonly [key: string]: Json }),
      }),
    ),
    ...(present(optional) as Partial<PlanWork>),
  }
}

const present = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** How the step and what stands in it goes. Where it holds other steps, its time limit is of the whole of it. */
function groupsOf(labels: readonly Label[], offers: readonly Offer[], children: readonly StepId[]) {
  const blocks = offers.flatMap((offer) => (offer.kind === 'group' ? [offer.group] : []))
  const loop = blocks.find((block) => block.kind === 'loop')
  const parallel = blocks.find((block) => block.kind === 'parallel')
  return {
    loop: loop?.loop ?? loopOfLabel(labels),
    parallel: parallel?.parallel,
    limitMs: children.length > 0 ? labelled(labels, 'timeout')?.durationMs : undefined,
  }
}

/** `For each: host in hosts, 2 at a time, stop after 1 error`. */
export function loopOfLabel(labels: readonly Label[]): Loop | undefined {
  const label = labelled(labels, 'for-each')
  if (!label) return undefined
  const { variable, list, concurrency, errorsMax } = label
  return {
    over: { kind: 'list', variable, list: nameOf(list) },
    turnsMax: turnsMaxDefault,
    atOnce: Math.min(Math.max(1, concurrency), atOnceMax),
    ...(errorsMax === undefined ? {} : { errorsMax }),
  }
}

/** The whole step is a link to another runbook of the library: that is carried out here. */
function linkedCommand(context: StepContext, step: Step): PlanCommand | undefined {
  const { runbookLink } = step
  const { library } = context
  const path = runbookLink && library && runbookPath(library.path, runbookLink.href)
  if (!runbookLink || path === undefined || !Object.hasOwn(library?.runbooks ?? {}, path)) return undefined
  const section = runbookSection(runbookLink.href)
  return {
    input: { action: 'runbook', path, params: {}, ...(section === undefined ? {} : { section }) },
    rung: 'auto',
    dangers: [],
    confirm: false,
    expects: [],
    outputs: [],
    range: runbookLink.range,
    line: lineOf(context, runbookLink.range),
  }
}

/** A path is written as from the file it stands in, and means one of the library. */
function inLibrary(context: StepContext, input: ActionInput): ActionInput {
  if (input.action !== 'runbook') return input
  const section = runbookSection(input.path)
  const path = runbookPath(context.library?.path ?? '', input.path) ?? input.path
  return { ...input, path, ...(section === undefined ? {} : { section }) }
}

function areRepeatable(offers: readonly Offer[]): boolean {
  const offered = offers.filter((offer) => offer.kind === 'offered')
  const [first] = offered
  return first !== undefined && offered.every(({ repeatable }) => repeatable)
}

/** The lowest rung of what looks like a command: one that only a person can run makes the step manual. */
function rungOf(offers: readonly Offer[]): Rung {
  const runnable = offers.filter(
    (offer) => offer.kind === 'offered' || (offer.kind === 'copy-only' && offer.why.looksRunnable),
  )
  if (!runnable.some((offer) => offer.kind === 'offered')) return 'manual'
  return runnable.every((offer) => offer.kind === 'offered' && offer.rung === 'auto') ? 'auto' : 'assisted'
}

export const labelled = <K extends LabelKind>(
  labels: readonly Label[],
  kind: K,
): Extract<LabelContent, { kind: K }> | undefined =>
  labels.find((label): label is Label & Extract<LabelContent, { kind: K }> => label.kind === kind)

/** The command of a block that is offered, with what the labelled lines below it say. */
function commandOf(context: StepContext, step: Step, block: Block): PlanCommand | undefined {
  const offer = context.offers.get(block)
  if (offer?.kind !== 'offered') return undefined
  const below = labelsBelow(context, step, block)
  const timeoutMs = offer.timeoutMs ?? labelled(labelsOf(step), 'timeout')?.durationMs
  return {
    input: inLibrary(context, offer.input),
    rung: offer.rung,
    dangers: offer.dangers,
    confirm: offer.confirm,
    expects: below.flatMap((label) => expectation(label, offer.input) ?? []),
    outputs: below.flatMap((label) =>
      label.kind === 'output' ? [{ name: label.name, rule: label.rule }] : [],
    ),
    range: block.range,
    line: lineOf(context, block.range),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(offer.poll === undefined ? {} : { poll: offer.poll }),
  }
}

/** `Expect:`, and a `Verify:` that speaks of output or exit code, look at the nearest command above them. */
function expectation(label: Label, input: ActionInput): Check | undefined {
  if (label.kind === 'expect') return input.action === 'http' ? label.check : asText(label.check)
  return label.kind === 'verify' && isAboutOutput(label.check) ? label.check : undefined
}

/** Only an answer over HTTP has a status and headers: elsewhere the words are looked for in the output. */
const asText = (check: Check): Check =>
  check.kind === 'status' || check.kind === 'header' ? { kind: 'text', text: check.written } : check

const isAboutOutput = (check: Check): boolean => check.kind !== 'command' && check.kind !== 'person'

function labelsBelow(context: StepContext, step: Step, block: Block): readonly Label[] {
  const at = step.body.findIndex((part) => part.kind === 'block' && part.block === block)
  const labels: Label[] = []
  for (const part of step.body.slice(at + 1)) {
    if (part.kind === 'block' && context.offers.get(part.block)?.kind === 'offered') break
    if (part.kind === 'label') labels.push(part.label)
  }
  return labels
}

function checksOf(
  context: StepContext,
  step: Step,
  labels: readonly Label[],
  kind: 'verify' | 'already-done-if',
): readonly PlanCheck[] {
  return labels.flatMap((label): readonly PlanCheck[] => {
    if (label.kind !== kind) return []
    const { check } = label
    if (check.kind === 'person') return [{ kind: 'person', text: check.text }]
    if (check.kind !== 'command') {
      const looksAtCommand = kind === 'verify' && hasCommandAbove(context, step, label)
      return looksAtCommand
        ? []
        : [{ kind: 'person', text: slice(context.runbook.source.text, label.valueRange) }]
    }
    const command = commandOf(context, step, check.block)
    // A check that may not be executed is still a check: a person looks.
    return [command ? { kind: 'command', command } : { kind: 'person', text: check.block.text.trim() }]
  })
}

function hasCommandAbove(context: StepContext, step: Step, label: Label): boolean {
  const at = step.body.findIndex((part) => part.kind === 'label' && part.label === label)
  return step.body
    .slice(0, at)
    .some((part) => part.kind === 'block' && context.offers.get(part.block)?.kind === 'offered')
}

function undoOf(context: StepContext, step: Step, labels: readonly Label[]): PlanUndo | undefined {
  const undo = labelled(labels, 'undo')
  if (!undo) return undefined
  const command = undo.block && commandOf(context, step, undo.block)
  if (command) return { kind: 'command', command, text: undo.text }
  return { kind: 'person', text: [undo.text, undo.block?.text.trim()].filter(Boolean).join('\n') }
}

function retryOf(context: StepContext, step: Step, labels: readonly Label[]): PlanRetry | undefined {
  const label = labelled(labels, 'retry')
  if (label) return { times: label.times, everyMs: label.everyMs, backoff: label.backoff }
  for (const block of blocksOf(step)) {
    const offer = context.offers.get(block)
    if (offer?.kind === 'offered' && offer.retry) return { ...offer.retry, backoff: 'constant' }
  }
  return undefined
}

function bodyOf(context: StepContext, step: Step): readonly PlanBody[] {
  let index = 0
  return step.body.flatMap((part): readonly PlanBody[] => {
    switch (part.kind) {
      case 'markdown': {
        const text = slice(context.runbook.source.text, part.range).trim()
        return text === '' ? [] : [{ kind: 'markdown', text }]
      }
      case 'block':
        switch (context.offers.get(part.block)?.kind) {
          case 'offered':
            return [{ kind: 'command', index: index++ }]
          case 'group':
            return []
          default:
            return [codeOf(context, part.block)]
        }
      case 'label':
        return []
    }
  })
}

function codeOf(context: StepContext, block: Block): PlanBody {
  const offer = context.offers.get(block)
  const code = {
    kind: 'code',
    language: block.language,
    text: block.text,
    sample: offer?.kind === 'sample',
  } as const
  if (offer?.kind !== 'copy-only' || !offer.why.looksRunnable) return code
  const { code: reason, message, remedy, offset } = offer.why
  return {
    ...code,
    refusal: {
      code: reason,
      message,
      remedy,
      line: placeOf(context.starts, sourceOffset(block, offset)).line,
    },
  }
}
