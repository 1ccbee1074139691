import type { LogChunk, LogPage } from '../ports/logs.ts'
import type { EffectId } from '../run/id.ts'
import { runOf } from '../run/id.ts'
import type { OutputLine } from '../run/output-lines.ts'
import { lastWritten, lineCharsMax, noOpenLines, openLines, OutputLines } from '../run/output-lines.ts'
import { terminalPlain } from '../sink/terminal.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'

/** What an attempt printed, already masked, from a chunk on. */
export async function readLog(
  app: App,
  effect: EffectId,
  afterChunks: number,
): Promise<readonly LogChunk[] | Trouble> {
  return (await authorise(app, 'read-log', runOf(effect))) ?? app.logs.read(effect, afterChunks)
}

/** Some lines of it; `from: 'end'` gives the last ones. */
export async function readLogLines(
  app: App,
  effect: EffectId,
  { from, count }: { readonly from: number | 'end'; readonly count: number },
): Promise<LogPage | Trouble> {
  const no = await authorise(app, 'read-log', runOf(effect))
  if (no) return no
  if (from !== 'end') return app.logs.lines(effect, { from, count })
  let seen = await app.logs.lines(effect, { from: 0, count: 0 })
  while (seen.more) seen = await app.logs.lines(effect, { from: seen.all, count: 0 })
  return app.logs.lines(effect, { from: Math.max(0, seen.all - count), count })
}

/** A line in which the text stands; `number` counts from 1. */
export type LogHit = { readonly number: number; readonly line: OutputLine }

export type FoundInLog = {
  readonly kind: 'found'
  readonly hits: readonly LogHit[]
  /** There may be more after these. */
  readonly more: boolean
  readonly all: number
}

/** The first `max` lines in which a text stands as one sees it, whatever its case. */
export async function findInLog(
  app: App,
  effect: EffectId,
  { text, max }: { readonly text: string; readonly max: number },
): Promise<FoundInLog | Trouble> {
  const no = await authorise(app, 'read-log', runOf(effect))
  if (no) return no
  const wanted = text.toLowerCase()
  const hits: LogHit[] = []
  let all = 0
  for await (const lines of linesOf(app, effect, lineCharsMax))
    for (const line of lines) {
      all++
      if (!seenText(line).toLowerCase().includes(wanted)) continue
      if (hits.length === max) return { kind: 'found', hits, more: true, all }
      hits.push({ number: all, line })
    }
  return { kind: 'found', hits, more: false, all }
}

/** All of it line by line, colours and all: however long it is, only a piece of it is held at a time. */
export async function streamLogLines(
  app: App,
  effect: EffectId,
): Promise<{ readonly kind: 'lines'; readonly parts: AsyncIterable<readonly OutputLine[]> } | Trouble> {
  return (
    (await authorise(app, 'read-log', runOf(effect))) ?? {
      kind: 'lines',
      parts: linesOf(app, effect, Infinity),
    }
  )
}

/** All of it as one reads it, for a file: colours taken away, what cannot be seen made visible. */
export async function logText(
  app: App,
  effect: EffectId,
): Promise<{ readonly kind: 'text'; readonly parts: AsyncIterable<string> } | Trouble> {
  const run = runOf(effect)
  const no = await authorise(app, 'read-log', run)
  if (no) return no
  await noted(app, { type: 'record.taken', what: 'log', run })
  return { kind: 'text', parts: textOf(app, effect) }
}

async function* textOf(app: App, effect: EffectId): AsyncGenerator<string> {
  for await (const lines of linesOf(app, effect, Infinity))
    yield lines.map((line) => `${seenText(line)}\n`).join('')
}

async function* linesOf({ logs }: App, effect: EffectId, max: number): AsyncGenerator<readonly OutputLine[]> {
  const source = new OutputLines(noOpenLines, max)
  for await (const chunks of logs.stream(effect))
    yield chunks.flatMap(({ stream, text }) => source.push(stream, text))
  yield openLines(source.open)
}

const seenText = ({ text }: OutputLine): string => terminalPlain(lastWritten(text))
