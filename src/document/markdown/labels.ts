import type { Range } from '../../text/range.ts'
import type { Block } from '../block.ts'
import type { FailurePolicy, Label, LabelContent } from '../label.ts'
import { readExpectation, readOutputRule, readStrictCheck, unticked } from './check.ts'
import { parseDuration } from '../../text/duration.ts'
import { plainText } from './inline.ts'

/** A line that begins with a label's word: not yet a label, that depends on its value and on a fence below. */
export type LabelLine = {
  readonly word: LabelWord
  readonly value: string
  /** Offsets in the text of the paragraph. */
  readonly from: number
  readonly valueFrom: number
  readonly to: number
}

type LabelWord = LabelContent['kind']

const words: Readonly<Record<string, LabelWord>> = {
  expect: 'expect',
  verify: 'verify',
  'already done if': 'already-done-if',
  'if it fails': 'if-it-fails',
  timeout: 'timeout',
  retry: 'retry',
  'only if': 'only-if',
  'for each': 'for-each',
  output: 'output',
  undo: 'undo',
  who: 'who',
  takes: 'takes',
  evidence: 'evidence',
}

// A capital first: `verify: …` in the middle of somebody's notes is a sentence, `Verify: …` is a label.
const beginning =
  /^(\*\*|__)?(Expect|Verify|Already done if|If it fails|Timeout|Retry|Only if|For each|Output|Undo|Who|Takes|Evidence)(?:\1:|:\1)[ \t]*/gm

/** The label lines of a paragraph that begins with one; empty when it does not. */
export function labelLines(text: string): readonly LabelLine[] {
  const heads = [...text.matchAll(beginning)]
  if (heads[0]?.index !== 0) return []
  return heads.flatMap((head, index) => {
    const word = words[(head[2] ?? '').toLowerCase()]
    // `**Verify:` with bold that goes on is emphasis inside a sentence.
    if (!word || !boldIsClosed(head[0], head[1])) return []
    const end = heads[index + 1]?.index ?? text.length
    const valueFrom = head.index + head[0].length
    const value = text.slice(valueFrom, end).trimEnd()
    return [{ word, value, from: head.index, valueFrom, to: valueFrom + value.length }]
  })
}

const boldIsClosed = (head: string, mark: string | undefined): boolean =>
  mark === undefined || head.indexOf(mark, 2) !== -1

/** What the line says, when its whole value fits the grammar of format.md §5; otherwise it stays prose. */
export function readLabel(line: LabelLine, block: Block | undefined): LabelContent | undefined {
  const value = line.value.replace(/\s+/g, ' ').trim()
  if (
    value === '' &&
    !(block && (line.word === 'verify' || line.word === 'already-done-if' || line.word === 'undo'))
  )
    return undefined
  switch (line.word) {
    case 'expect':
      return { kind: 'expect', check: readExpectation(value) }
    case 'verify':
    case 'already-done-if':
      return { kind: line.word, check: conditionOf(value, block) }
    case 'if-it-fails':
      return { kind: 'if-it-fails', policy: failurePolicy(value) }
    case 'timeout':
    case 'takes':
      return durationLabel(line.word, value)
    case 'retry':
      return retryLabel(value)
    case 'only-if':
      return isCondition(unticked(value)) ? { kind: 'only-if', expression: unticked(value) } : undefined
    case 'for-each':
      return forEachLabel(unticked(value))
    case 'output':
      return outputLabel(value)
    case 'undo':
      return { kind: 'undo', ...(block ? { block } : {}), text: value }
    case 'who':
    case 'evidence':
      return { kind: line.word, text: plainText(value) }
  }
}

export const labelOf = (content: LabelContent, range: Range, valueRange: Range): Label => ({
  ...content,
  range,
  valueRange,
})

/** Whether a fence below belongs to the label (and not to the step). Below `Expect:` it is sample output. */
export const takesBlock = (word: LabelWord): boolean =>
  word === 'verify' || word === 'already-done-if' || word === 'undo'

function conditionOf(value: string, block: Block | undefined) {
  if (block) return { kind: 'command', block } as const
  return readStrictCheck(value) ?? ({ kind: 'person', text: plainText(value) } as const)
}

function durationLabel(kind: 'timeout' | 'takes', value: string): LabelContent | undefined {
  const duration = parseDuration(
    unticked(kind === 'takes' ? value.replace(/^(?:about|around|approximately|~)\s*/i, '') : value),
  )
  return duration === undefined ? undefined : { kind, durationMs: duration }
}

function failurePolicy(value: string): FailurePolicy {
  const bare = unticked(value).replace(/\.$/, '')
  const word = bare.toLowerCase()
  if (word === 'abort' || word === 'continue' || word === 'escalate') return { kind: word }
  if (word === 'roll back' || word === 'rollback') return { kind: 'roll-back' }
  const retry = /^retry (\d{1,4}) times?(?: every (.+))?$/i.exec(bare)
  const everyMs = retry ? parseDuration(retry[2] ?? '0s') : undefined
  if (retry && everyMs !== undefined) return { kind: 'retry', times: Number(retry[1]), everyMs }
  const goTo = /^go to (?:"([^"]+)"|“([^”]+)”|\[[^[\]]*\]\((#[^()\s]+)\)|(#\S+))$/i.exec(
    value.replace(/\.$/, ''),
  )
  const target = goTo?.slice(1).find((group) => group !== undefined)
  return target === undefined ? { kind: 'guidance', text: value } : { kind: 'go-to', target }
}

function retryLabel(value: string): LabelContent | undefined {
  const match = /^(\d{1,4}) times?(?:,? every ([^,]+))?(?:, ?(doubling|constant))?$/i.exec(unticked(value))
  const everyMs = match ? parseDuration(match[2] ?? '0s') : undefined
  if (!match || everyMs === undefined) return undefined
  const backoff = match[3]?.toLowerCase() === 'doubling' ? 'doubling' : 'constant'
  return { kind: 'retry', times: Number(match[1]), everyMs, backoff }
}

/** CEL over the names of format.md §7; whether it is valid CEL is judged when the plan is made. */
const isCondition = (text: string): boolean =>
  /\b(?:params|steps|run|signal|target|loop)\s*[.[]/.test(text) || /^!?(?:true|false)$/.test(text)

function forEachLabel(value: string): LabelContent | undefined {
  const match =
    /^([A-Za-z_]\w{0,63}) in ([A-Za-z_][\w.]{0,200}|\[.{0,2000}\]|\{\{ ?[\w.]+ ?\}\})(?:, ?(\d{1,4}) at a time)?(?:, ?stop after (\d{1,6}) errors?)?$/.exec(
      value,
    )
  if (!match) return undefined
  const [, variable = '', list = '', concurrency, errorsMax] = match
  return {
    kind: 'for-each',
    variable,
    list,
    concurrency: Number(concurrency ?? 1),
    ...(errorsMax === undefined ? {} : { errorsMax: Number(errorsMax) }),
  }
}

function outputLabel(value: string): LabelContent | undefined {
  const match = /^`?([A-Za-z_]\w{0,63})`? ?= ?(.+)$/.exec(unticked(value))
  const rule = match ? readOutputRule(match[2] ?? '') : undefined
  return match && rule ? { kind: 'output', name: match[1] ?? '', rule } : undefined
}
