import type { Range } from '../text/range.ts'
import { lineStarts, rangeOf } from '../text/range.ts'
import { findCandidates } from './placeholder.ts'
import { mask } from './mask.ts'
import { parseShell } from './parse.ts'
import type { Refusal } from './refusal.ts'

export type Unprompted =
  | {
      readonly kind: 'commands'
      readonly source: string
      /** For each line of `source`, the offset of its first character in the text. */
      readonly lineOffsets: readonly number[]
      /** What a prompted block showed as output. */
      readonly samples: readonly Range[]
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Takes prompts off. In a block with prompts the prompted lines and what continues them (a backslash, an open
 * quote, block or here-document; `> ` is taken off too) are the commands and the rest is sample output.
 */
export function takeOffPrompts(text: string): Unprompted {
  const lines = linesOf(text)
  const root = lines.some((line) => rootPrompt.test(line.text))
  const prompted = lines.map((line) => promptLength(line.text, root))
  if (prompted.every((length) => length === 0)) return unpromptedBlock(text, lines)
  const first = lines.find((line, index) => prompted[index] === 0 && isPlain(line.text))
  const firstPrompt = lines[prompted.findIndex((length) => length > 0)]
  if (first && firstPrompt && first.from < firstPrompt.from)
    return undecidable(first, 'stands before the first prompt: it may be a command or output')
  return promptedBlock(lines, prompted)
}

type Line = { readonly text: string; readonly from: number }

/** `$ `, `user@host:~$ `, `[user@host dir]$ `, `bash-5.1$ `, `(venv) $ `; never a lone `$`. */
const userPrompt =
  /^\s*(?:\([\w .-]+\)\s*)?(?:[\w.-]+@[\w.-]+(?::[^\s$#]*)?\s?|\[[\w.-]+@[\w.-]+[^\]]*\]\s?|(?:ba|z|da|k)?sh-[\d.]+|[\w.-]+:[~/][^\s$#]*\s?)?[$%❯➜](?=\s+\S)\s+/
const rootPrompt =
  /^\s*(?:\([\w .-]+\)\s*)?(?:[\w.-]+@[\w.-]+(?::[^\s$#]*)?\s?|\[[\w.-]+@[\w.-]+[^\]]*\]\s?|(?:ba|z|da|k)?sh-[\d.]+)#(?=\s+\S)\s+/

/** How much of a line is prompt. `%` alone counts only when the line holds more evidence: it is also job syntax. */
function promptLength(line: string, root: boolean): number {
  const user = userPrompt.exec(line)
  if (user && !/^\s*%/.test(line)) return user[0].length
  const strong = rootPrompt.exec(line)
  if (strong) return strong[0].length
  const bare = root ? /^# +(?=\S)/.exec(line) : null
  return bare ? bare[0].length : 0
}

const isPlain = (line: string): boolean => line.trim() !== '' && !/^\s*#/.test(line)

/** A command of a prompted block may go on for this many lines before it is taken for unfinished. */
const continuationLinesMax = 300
/** All continuation lines of a block: each is a look at the whole command so far. */
const looksMax = 3_000

function promptedBlock(lines: readonly Line[], prompted: readonly number[]): Unprompted {
  const source: string[] = []
  const lineOffsets: number[] = []
  const samples: Range[] = []
  const keep = (line: Line, cut: number): void => {
    source.push(line.text.slice(cut))
    lineOffsets.push(line.from + cut)
  }
  let looks = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (!line) break
    if (looks > looksMax)
      return undecidable(line, 'belongs to a block with more commands than can be told apart')
    const cut = prompted[at] ?? 0
    if (cut === 0) {
      if (line.text.trim() !== '') addSample(samples, line)
      continue
    }
    const start = source.length
    keep(line, cut)
    const limit = Math.min(lines.length, at + continuationLinesMax)
    while (at + 1 < limit && looks++ <= looksMax && isUnfinished(source.slice(start).join('\n'))) {
      const next = lines[++at]
      if (next) keep(next, /^\s*>(?: |$)/.exec(next.text)?.[0].length ?? 0)
    }
  }
  return { kind: 'commands', source: source.join('\n'), lineOffsets, samples }
}

function addSample(samples: Range[], line: Line): void {
  const to = line.from + line.text.length
  const last = samples.at(-1)
  if (last && last.to + 1 === line.from) samples[samples.length - 1] = rangeOf(last.from, to)
  else samples.push(rangeOf(line.from, to))
}

/** True while a shell would ask for more: after a backslash, inside a quote, a block or a here-document. */
function isUnfinished(source: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(source)) return true
  const masked = mask(
    source,
    findCandidates(source).map((candidate) => candidate.range),
  )
  const parsed = parseShell(masked.text)
  return parsed.kind === 'refused' && parsed.unfinished
}

function unpromptedBlock(text: string, lines: readonly Line[]): Unprompted {
  const odd = lines.findIndex((line) => isTableHeader(line.text))
  const header = lines[odd]
  if (header && !insideMore(lines, odd))
    return undecidable(header, 'looks like output, and no prompt says which lines are commands')
  const root = lines.find((line) => looksLikeRootCommand(line.text))
  const plain = lines.filter((line) => isPlain(line.text))
  if (root && (plain.length === 0 || plain.some((line) => isOutputLine(line.text))))
    return undecidable(root, 'may be a comment or a command at a root prompt')
  return { kind: 'commands', source: text, lineOffsets: lines.map((line) => line.from), samples: [] }
}

/** `NAME   READY   STATUS`: columns in capitals, two spaces apart, as tools print them. */
const isTableHeader = (line: string): boolean =>
  /^\s*[A-Z][A-Z0-9_()%/-]+(?: [A-Z][A-Z0-9_()%/-]+)*(?:(?: {2,}|\t+)[A-Z][A-Z0-9_()%/-]+(?: [A-Z][A-Z0-9_()%/-]+)*){1,}\s*$/.test(
    line,
  )

/** Inside an open quote or here-document a table is text of the command. */
function insideMore(lines: readonly Line[], at: number): boolean {
  const before = lines.slice(0, at).map((line) => line.text)
  return before.length > 0 && isUnfinished(before.join('\n'))
}

const rootCommands =
  /^# (?:sudo |systemctl |service |kubectl |oc |docker |apt(?:-get)? |yum |dnf |ls |cat |cd |rm |cp |mv |mkdir |chmod |chown |df |du |ps |mount |journalctl |ip |ceph |zpool |nodetool |virsh |rabbitmqctl |psql |mysql |ssh |curl )\S*[-/.\w]/

const looksLikeRootCommand = (line: string): boolean => rootCommands.test(line) && !/[.:]\s*$/.test(line)

const isOutputLine = (line: string): boolean =>
  isTableHeader(line) ||
  /^\s*(?:[\u0080-\uffff]|[A-Z][a-z]+(?: [a-z]+)*:|\d{4}-\d\d-\d\d|total \d)/.test(line)

function undecidable(line: Line, why: string): Unprompted {
  const shown = line.text.trim().slice(0, 60)
  return {
    kind: 'refused',
    refusal: {
      code: 'undecidable-prompt',
      range: rangeOf(line.from, line.from + line.text.length),
      message: `The line \`${shown}\` ${why}.`,
      remedy: 'Begin each command with `$ `, or move the output to a block of its own.',
    },
  }
}

function linesOf(text: string): readonly Line[] {
  return lineStarts(text).map((from, index, starts) => {
    const next = starts[index + 1]
    return { from, text: text.slice(from, next === undefined ? text.length : next - 1) }
  })
}
