import type { ActionInput, ShellInput } from '../action/action.ts'
import { readActionBlock } from '../action/action-block.ts'
import type { GroupBlock } from '../action/group.ts'
import { readHttp } from '../action/http-form.ts'
import { interpreterLanguages } from '../action/interpreter.ts'
import type { SshAddress } from '../action/ssh-address.ts'
import { addressProblem } from '../action/ssh-address.ts'
import type { SshForm } from '../action/ssh-form.ts'
import { readSql } from '../action/sql-form.ts'
import type { Block } from '../document/block.ts'
import { attributeOf } from '../document/block.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Step } from '../document/step.ts'
import { labelsOf, stepsWithin } from '../document/step.ts'
import { dialectOf } from '../shell/dialect.ts'
import { variableOf } from '../shell/hole.ts'
import type { Danger, Hole } from '../shell/judge.ts'
import { judgeShell } from '../shell/judge.ts'
import { reservedName } from '../shell/names.ts'
import { parseDuration } from '../text/duration.ts'
import { referencesIn } from './reference.ts'

/** What may be done with a block: run it, only copy it (and why), or look at it as sample output. */
export type Offer =
  | {
      readonly kind: 'offered'
      readonly input: ActionInput
      readonly rung: 'assisted' | 'auto'
      readonly holes: readonly Hole[]
      readonly dangers: readonly Danger[]
      readonly confirm: boolean
      readonly repeatable: boolean
      readonly timeoutMs?: number
      readonly retry?: { readonly times: number; readonly everyMs: number }
      readonly poll?: { readonly everyMs: number; readonly atMostMs: number }
    }
  /** It is carried out by how the step goes, not by itself. */
  | { readonly kind: 'group'; readonly group: GroupBlock }
  | { readonly kind: 'copy-only'; readonly why: Why }
  | { readonly kind: 'sample' }

/** Why a block is only for copying. `offset` is in `block.text`; `looksRunnable`: a command, but a refused one. */
export type Why = {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly offset: number
  readonly looksRunnable: boolean
}

/**
 * Judges every block of a runbook in the order it is carried out. A variable that an earlier block sets is no open
 * hole to a reader; whether that block really ran is looked at when the command starts.
 */
export function offersOf(runbook: Runbook, environment: ReadonlySet<string>): ReadonlyMap<Block, Offer> {
  const earlier = new Set<string>()
  const tainted = new Set<string>()
  const offers = new Map<Block, Offer>()
  const judge = (block: Block) => {
    const offer = isOpaque(runbook, block) ? opaqueOffer : offerOf(block, environment)
    if (offer.kind === 'offered' && offer.input.action === 'ssh') {
      const there = { ...offer.input.block, tainted: usedOf(offer.input.block.source, tainted) }
      offers.set(block, {
        ...offer,
        input: { ...offer.input, block: there },
        holes: openTo(offer.holes, earlier),
      })
      return
    }
    if (offer.kind !== 'offered' || offer.input.action !== 'shell') {
      offers.set(block, offer)
      return
    }
    const input = { ...offer.input, tainted: usedOf(offer.input.source, tainted) }
    offers.set(block, { ...offer, input, holes: openTo(offer.holes, earlier) })
    const taints = input.tainted.length > 0 || offer.holes.some(({ kind }) => kind !== 'variable')
    for (const name of input.assigns) {
      earlier.add(name)
      if (taints) tainted.add(name)
    }
  }
  for (const step of stepsWithin(runbook.steps)) {
    for (const part of step.body) if (part.kind === 'block') judge(part.block)
    for (const block of labelBlocks(step)) judge(block)
  }
  return offers
}

/**
 * A value does not stop being from outside because a variable carried it to the next block. Looked for as a word:
 * in arithmetic a variable stands without its `$`.
 */
const usedOf = (source: string, tainted: ReadonlySet<string>): readonly string[] => {
  const words = new Set(source.match(/[A-Za-z_][A-Za-z0-9_]*/g))
  return [...tainted].filter((name) => words.has(name))
}

const openTo = (holes: readonly Hole[], set: ReadonlySet<string>): readonly Hole[] =>
  holes.filter((hole) => hole.kind !== 'variable' || !set.has(variableOf(hole)))

/** Text of another template language stands in it: what a shell would see is not what a reader sees. */
const isOpaque = (runbook: Runbook, block: Block): boolean =>
  runbook.opaque.some(({ from, to }) => from < block.range.to && block.range.from < to)

/** Blocks that belong to a step's labelled lines: checks and undo. */
export const labelBlocks = (step: Step): readonly Block[] =>
  labelsOf(step).flatMap((label) => {
    if (label.kind === 'undo') return label.block ? [label.block] : []
    if (label.kind !== 'verify' && label.kind !== 'already-done-if') return []
    return label.check.kind === 'command' ? [label.check.block] : []
  })

function offerOf(block: Block, known: ReadonlySet<string>): Offer {
  if (block.sample) return { kind: 'sample' }
  const runnable = block.fence !== 'indented' && block.language !== ''
  if (!runnable)
    return copyOnly(
      'not-a-command',
      'a block without a language is text',
      'name its language to make it a command',
      false,
    )
  if (attributeOf(block, 'manual') !== undefined)
    return copyOnly('manual', 'marked `manual`', 'it is done by hand', true)
  const dialect = dialectOf(text(block, 'shell') ?? block.language)
  if (dialect) return shellOffer(block, dialect, known)
  if (block.actionWord !== undefined && (block.language === 'yaml' || block.language === 'json'))
    return actionOffer(block)
  if (block.language === 'sql') return sqlOffer(block)
  if (block.language === 'http') return httpOffer(block)
  if (interpreterLanguages.has(block.language)) return scriptOffer(block)
  return copyOnly(
    'not-a-command',
    `${block.language} is not something to run`,
    'it is for reading and copying',
    false,
  )
}

function shellOffer(block: Block, dialect: 'bash' | 'sh' | 'zsh', known: ReadonlySet<string>): Offer {
  const judged = judgeShell(block.text, { dialect, known })
  if (judged.kind === 'refused') {
    const { code, message, remedy, range } = judged.refusal
    return { kind: 'copy-only', why: { code, message, remedy, offset: range.from, looksRunnable: true } }
  }
  const unsupported = ['background', 'on', 'uses'].find((name) => attributeOf(block, name) !== undefined)
  if (unsupported !== undefined) {
    return copyOnly(
      `attribute-${unsupported}`,
      `\`${unsupported}\` has no meaning for a command run on this machine`,
      'take the attribute away, or run the command by hand',
      true,
    )
  }
  const input: ActionInput = {
    action: 'shell',
    dialect,
    source: judged.source,
    holes: judged.holes,
    assigns: judged.assigns,
    tainted: [],
    env: environmentOf(block),
    errexit: attributeOf(block, 'noerrexit') === undefined,
    tty: judged.interactive || attributeOf(block, 'tty') !== undefined,
    ...directory(block),
  }
  return { ...marks(block, 'assisted'), input, holes: judged.holes, dangers: judged.dangers }
}

function scriptOffer(block: Block): Offer {
  const marked = isMarked(block)
  if (!marked) return notMarked(block.language)
  const reference = referencesIn(block.text)[0]
  if (reference) {
    return copyOnly(
      'reference-in-script',
      `{{ ${reference.name} }} cannot stand in a script`,
      `read the variable KB_${reference.name} instead`,
      true,
      reference.range.from,
    )
  }
  const input: ActionInput = {
    action: 'script',
    language: block.language,
    source: block.text,
    env: environmentOf(block),
    ...directory(block),
  }
  return { ...marks(block, 'assisted'), input, holes: [], dangers: [] }
}

function sqlOffer(block: Block): Offer {
  if (!isMarked(block)) return notMarked('sql')
  const read = readSql(block.text, (name) => attributeOf(block, name))
  if (read.kind === 'problem') return copyOnly(read.code, read.message, read.remedy, true)
  const dangers = read.dangers.map(({ what, from, to }): Danger => ({
    kind: 'destructive',
    what,
    range: { from, to },
  }))
  return { ...marks(block, 'assisted'), input: read.input, holes: [], dangers }
}

function httpOffer(block: Block): Offer {
  if (!isMarked(block)) return notMarked('http')
  const read = readHttp(block.text, (name) => attributeOf(block, name))
  if (read.kind === 'problem') return copyOnly('http-form', read.message, read.remedy, true, read.offset)
  const start = { from: 0, to: read.input.method.length }
  const deletes: readonly Danger[] =
    read.input.method === 'DELETE' ? [{ kind: 'destructive', what: 'DELETE', range: start }] : []
  const made = { ...marks(block, 'assisted'), input: read.input, holes: [] }
  if (read.input.terms.certificate === 'checked') return { ...made, dangers: deletes }
  // Whoever answers is believed: never without someone who presses.
  const believes: Danger = { kind: 'privileged', what: 'insecure', range: start }
  return { ...made, rung: 'assisted', dangers: [...deletes, believes] }
}

function actionOffer(block: Block): Offer {
  const read = readActionBlock(block.actionWord ?? '', block.text)
  if (read.kind === 'problem') return copyOnly('action-block', read.message, read.remedy, true, read.offset)
  if (read.kind === 'ssh') return sshOffer(block, read.form)
  if (read.kind === 'group') return read
  if (read.input.action === 'notify')
    return { ...marks(block, 'assisted'), input: read.input, holes: [], dangers: [] }
  // A question is asked and a wait waits as it is written: neither changes anything outside.
  return { ...marks(block, 'auto'), input: read.input, holes: [], dangers: [] }
}

/** What is carried out elsewhere is judged as if it were here, but of this machine's variables it knows none. */
function sshOffer(block: Block, { address, dialect, script, lineOffsets, env, cwd }: SshForm): Offer {
  const wrong = addressTrouble(address)
  if (wrong !== undefined) return copyOnly('ssh-address', wrong, 'correct the address', true)
  const judged = judgeShell(script, { dialect, known: new Set() })
  if (judged.kind === 'refused') {
    const { code, message, remedy, range } = judged.refusal
    return copyOnly(code, message, remedy, true, offsetIn(script, lineOffsets, range.from))
  }
  if (judged.interactive) {
    const message = 'a session of its own cannot be held on another host'
    return copyOnly('ssh-interactive', message, 'give it its commands, or do it by hand', true)
  }
  const there: ShellInput = {
    action: 'shell',
    dialect,
    source: judged.source,
    holes: judged.holes,
    assigns: [],
    tainted: [],
    env: {},
    errexit: attributeOf(block, 'noerrexit') === undefined,
    tty: false,
  }
  const input: ActionInput = {
    action: 'ssh',
    address,
    block: there,
    env,
    ...(cwd === undefined ? {} : { cwd }),
  }
  return {
    ...marks(block, 'assisted'),
    input,
    holes: openTo(judged.holes, new Set(Object.keys(env))),
    dangers: judged.dangers,
  }
}

/** The offset in the block of an offset in its script. */
function offsetIn(script: string, lineOffsets: readonly number[], at: number): number {
  const before = script.slice(0, at).split('\n')
  return (lineOffsets[before.length - 1] ?? 0) + (before.at(-1)?.length ?? 0)
}

/** What is written out in an address is looked at now; what stands for a value, when the value is there. */
function addressTrouble(address: SshAddress): string | undefined {
  const parts = [
    ['host', address.host],
    ['user', address.user],
    ['port', address.port],
    ...address.jump.map((hop) => ['jump', hop] as const),
  ] as const
  for (const [part, text] of parts) {
    if (text === undefined || referencesIn(text).length > 0) continue
    const problem = addressProblem[part](text)
    if (problem !== undefined) return `${part}: ${JSON.stringify(text)} ${problem}`
  }
  return undefined
}

const opaqueOffer: Offer = {
  kind: 'copy-only',
  why: {
    code: 'template',
    message: 'it holds text of another template language',
    remedy: 'write out what the template stands for',
    offset: 0,
    looksRunnable: true,
  },
}

const isMarked = (block: Block): boolean =>
  attributeOf(block, 'auto') !== undefined || attributeOf(block, 'run') !== undefined

const notMarked = (language: string): Offer =>
  copyOnly(
    'not-marked',
    `a ${language} block is not run unless it is marked`,
    'add {run} (someone presses) or {auto} after the language',
    true,
  )

function marks(block: Block, unmarked: 'assisted' | 'auto') {
  const timeoutMs = duration(block, 'timeout')
  const times = Number(text(block, 'retry'))
  const retry =
    Number.isInteger(times) && times > 0
      ? { retry: { times: Math.min(times, 1000), everyMs: duration(block, 'delay') ?? 1000 } }
      : {}
  return {
    kind: 'offered' as const,
    rung: attributeOf(block, 'auto') === undefined ? unmarked : ('auto' as const),
    confirm: attributeOf(block, 'confirm') !== undefined,
    repeatable: attributeOf(block, 'repeatable') !== undefined,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...retry,
    ...pollOf(block, timeoutMs),
  }
}

/** `every=10s timeout=5m`: looked at again until it succeeds. Without a limit an hour is enough for any look. */
function pollOf(block: Block, timeoutMs: number | undefined) {
  const everyMs = duration(block, 'every')
  if (everyMs === undefined) return {}
  return { poll: { everyMs: Math.max(1000, everyMs), atMostMs: timeoutMs ?? 3_600_000 } }
}

const copyOnly = (
  code: string,
  message: string,
  remedy: string,
  looksRunnable: boolean,
  offset = 0,
): Offer => ({
  kind: 'copy-only',
  why: { code, message, remedy, offset, looksRunnable },
})

function text(block: Block, name: string): string | undefined {
  const value = attributeOf(block, name)
  return typeof value === 'string' ? value : undefined
}

const duration = (block: Block, name: string): number | undefined => parseDuration(text(block, name) ?? '')

const directory = (block: Block): { cwd?: string } => {
  const cwd = text(block, 'cwd')
  return cwd === undefined ? {} : { cwd }
}

/** `env="A=1 B=two"`: pairs separated by spaces. */
const environmentOf = (block: Block): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (text(block, 'env') ?? '').split(/\s+/).flatMap((pair) => {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(pair)
      return match && !reservedName(match[1] ?? '') ? [[match[1] ?? '', match[2] ?? '']] : []
    }),
  )
