import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Runbook } from '../../src/document/runbook.ts'
import { readRunbook } from '../../src/document/read.ts'
import { stepsWithin } from '../../src/document/step.ts'
import { offersOf } from '../../src/plan/offer.ts'
import { lineStarts, placeOf } from '../../src/text/range.ts'
import { readSource } from '../../src/text/source.ts'
import type { JudgedStep, Judgement } from './judgement.ts'
import { collection } from './judgement.ts'

/** What the reader makes of one judged file, beside what the judge said. */
export type Agreement = {
  readonly path: string
  readonly judged: readonly JudgedStep[]
  readonly named: readonly Named[]
  /** Judged steps the reader does not name; optional ones are not missed. */
  readonly missed: readonly JudgedStep[]
  /** Steps of the reader that the judge does not name. */
  readonly extra: readonly Named[]
  readonly pairs: readonly { readonly judged: JudgedStep; readonly named: Named }[]
  /** Blocks a person may be offered, and those of them that are not, with the reader's reason. */
  readonly offerable: number
  readonly withheld: readonly { readonly line: number; readonly why: string }[]
  readonly copies: number
  readonly wronglyOffered: readonly { readonly line: number; readonly why: string; readonly harm: boolean }[]
  readonly menus: number
  readonly menusMissed: readonly string[]
  readonly menusExtra: readonly string[]
}

export type Named = { readonly line: number; readonly title: string; readonly rule: string }

/** What the blocks of dangerous.json were chosen by. */
const wordsOfHarm = /\b(?:delete|drain|rm|stop|scale|restart)\b/

/** Reads the file as the product does and compares. */
export function agreementOf(judgement: Judgement): Agreement {
  const read = readSource(readFileSync(join(collection, judgement.path)))
  if (read.kind !== 'source') throw new Error(`${judgement.path} is not text`)
  const runbook = readRunbook(read.source, basename(judgement.path))
  return {
    path: judgement.path,
    ...steps(judgement, runbook),
    ...blocks(judgement, runbook),
    ...menus(judgement, runbook),
  }
}

function steps(judgement: Judgement, runbook: Runbook) {
  const starts = lineStarts(runbook.source.text)
  const named = [...stepsWithin(runbook.steps)].map(({ range, title, rule }) => ({
    line: placeOf(starts, range.from).line,
    title,
    rule,
  }))
  const left = new Set(judgement.steps)
  const pairs: { judged: JudgedStep; named: Named }[] = []
  const extra: Named[] = []
  for (const step of named) {
    const judged = [...left].find(({ line, until }) => line <= step.line && step.line <= (until ?? line))
    if (judged) {
      left.delete(judged)
      pairs.push({ judged, named: step })
    } else extra.push(step)
  }
  const missed = [...left].filter(({ optional }) => optional !== true)
  return { judged: judgement.steps, named, pairs, extra, missed }
}

function blocks(judgement: Judgement, runbook: Runbook) {
  const starts = lineStarts(runbook.source.text)
  // A reader's own environment: what every shell has, and nothing of the file's.
  const offers = offersOf(runbook, new Set(['HOME', 'PATH', 'USER', 'PWD', 'SHELL']))
  const byLine = new Map(
    [...offers].map(([block, offer]) => [placeOf(starts, block.range.from).line, { block, offer }]),
  )
  const withheld: { line: number; why: string }[] = []
  const wronglyOffered: { line: number; why: string; harm: boolean }[] = []
  for (const { line, verdict, why } of judgement.blocks) {
    const found = byLine.get(line)
    const offer = found?.offer
    const isOffered = offer?.kind === 'offered'
    if (verdict === 'offer' && !isOffered)
      withheld.push({
        line,
        why: offer?.kind === 'copy-only' ? offer.why.code : (offer?.kind ?? 'in no step'),
      })
    if (verdict === 'copy' && isOffered)
      wronglyOffered.push({ line, why, harm: wordsOfHarm.test(found?.block.text ?? '') })
  }
  return {
    offerable: judgement.blocks.filter(({ verdict }) => verdict === 'offer').length,
    withheld,
    copies: judgement.blocks.filter(({ verdict }) => verdict === 'copy').length,
    wronglyOffered,
  }
}

function menus(judgement: Judgement, runbook: Runbook) {
  // Which of a file's procedures is meant is asked on the first screen; the judge names alternatives inside one.
  const found = runbook.menus.filter(({ reason }) => reason !== 'procedures')
  const left = new Set(found)
  const menusMissed: string[] = []
  for (const { line, options } of judgement.menus) {
    const menu = [...left].find((one) =>
      sharesOptions(
        options,
        one.options.map(({ title }) => title),
      ),
    )
    if (menu) left.delete(menu)
    else menusMissed.push(`line ${line}: ${options.join(' | ')}`)
  }
  return {
    menus: judgement.menus.length,
    menusMissed,
    menusExtra: [...left].map(
      (menu) => `${menu.reason}: ${menu.options.map(({ title }) => title).join(' | ')}`,
    ),
  }
}

/** At least half of the judged options, and not many others. */
function sharesOptions(judged: readonly string[], found: readonly string[]): boolean {
  const shared = judged.filter((option) => found.some((title) => alike(option, title))).length
  return shared * 2 >= judged.length && found.length <= shared * 2
}

/** Two titles are alike when one begins as the other, or they share most of their words. */
export function alike(a: string, b: string): boolean {
  const [first, second] = [words(a), words(b)]
  const [short, long] = first.length <= second.length ? [first, second] : [second, first]
  if (short.length === 0) return long.length === 0
  if (long.join('').startsWith(short.join(''))) return true
  return short.filter((word) => long.includes(word)).length * 2 > short.length
}

const words = (title: string): readonly string[] => title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
