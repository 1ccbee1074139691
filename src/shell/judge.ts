import type { Range } from '../text/range.ts'
import { lineStarts, placeOf, rangeOf } from '../text/range.ts'
import { assignedNames } from './assigned.ts'
import { blanksAskedFor, blanksOf, withoutBlanks } from './blanks.ts'
import type { Danger } from './danger.ts'
import { dangersOf } from './danger.ts'
import type { Hole } from './hole.ts'
import type { ShellDialect } from './dialect.ts'
import { readHoles } from './holes.ts'
import { sessionsOf } from './interactive.ts'
import { studyHoles } from './study.ts'
import type { Masked } from './mask.ts'
import { firstImplausible } from './plausible.ts'
import type { Unprompted } from './prompts.ts'
import { takeOffPrompts } from './prompts.ts'
import { sourceCharsMax } from './parse.ts'
import type { Refusal, RefusalCode } from './refusal.ts'

export type { Danger } from './danger.ts'
export type { Hole } from './hole.ts'

/** A shell block that may be offered. */
export type ShellBlock = {
  readonly kind: 'block'
  readonly dialect: ShellDialect
  /** Prompts and sample output taken off; what a shell will be given once holes are filled. */
  readonly source: string
  /** For each line of `source`, the offset of its first character in the text that was judged. */
  readonly lineOffsets: readonly number[]
  readonly holes: readonly Hole[]
  readonly dangers: readonly Danger[]
  /** The block is one command that opens an inner session (ssh, exec -it, psql): it needs a terminal. */
  readonly interactive: boolean
  /** Names assigned (or exported) at the block's top level: what the session may carry on. */
  readonly assigns: readonly string[]
  /** What stood between prompted commands: sample output. */
  readonly samples: readonly Range[]
}

export type ShellJudgement = ShellBlock | { readonly kind: 'refused'; readonly refusal: Refusal }

export type ShellFacts = {
  readonly dialect: ShellDialect
  /** Variables that will be set: the environment's allow-list and what earlier blocks assign. */
  readonly known: ReadonlySet<string>
}

/** Decides what of a block's text may be offered (format.md §4). Never throws on any text. */
export function judgeShell(text: string, facts: ShellFacts): ShellJudgement {
  if (text.length > sourceCharsMax)
    return refusedAs(
      'syntax',
      rangeOf(0, text.length),
      'The block is too long to be checked.',
      'Move it to a script in the repository and call that.',
    )
  const unprompted = takeOffPrompts(text)
  if (unprompted.kind === 'refused') return unprompted
  const { source, lineOffsets, samples } = filledByAsking(unprompted, facts.known)
  const inText = rangeMapper(source, lineOffsets)
  const refuse = (refusal: Refusal): ShellJudgement => ({
    kind: 'refused',
    refusal: { ...refusal, range: inText(refusal.range) },
  })
  const read = readHoles(source, facts.known)
  if (read.kind === 'refused') return refuse(read.refusal)
  const { holes, masked, script } = read
  if (script.commands.length === 0)
    return refusedAs(
      'empty',
      rangeOf(0, text.length),
      'The block holds no command.',
      'Nothing to do: it is shown as it is.',
    )
  // Lines after `ssh host` or `psql` need not read like commands of this shell: that they come after is what to say.
  const sessions = sessionsOf(script)
  if (sessions.kind === 'followed') return refuse(followed(sessions.what, unmask(masked, sessions.range)))
  const odd = firstImplausible(script)
  if (odd) return refuse(implausible(masked.written(odd.what), unmask(masked, odd.range)))
  // Where nothing is open there is nothing to study, and most blocks are like that.
  const study = holes.length > 0 ? studyHoles(source, facts.dialect, holes) : undefined
  if (study?.kind === 'refused') return refuse(study.refusal)
  return {
    kind: 'block',
    dialect: facts.dialect,
    source,
    lineOffsets,
    holes,
    dangers: dangersOf(script, masked.text).map((danger) => unmaskDanger(danger, masked)),
    interactive: sessions.kind === 'last',
    assigns: assignedNames(script),
    samples,
  }
}

/** Takes out the blanks of a form (`NAME=` that is used below), so that their variables are asked for. */
function filledByAsking(commands: Commands, known: ReadonlySet<string>): Commands {
  const { source } = commands
  if (!/=[ \t]*(?:#.*)?$/m.test(source)) return commands
  const read = readHoles(source, known)
  if (read.kind === 'refused') return commands
  const blanks = blanksOf(source, read.script, read.masked)
  const open = readHoles(withoutBlanks(source, blanks), known)
  if (open.kind === 'refused') return commands
  return { ...commands, source: withoutBlanks(source, blanksAskedFor(blanks, open.holes)) }
}

type Commands = Extract<Unprompted, { kind: 'commands' }>

/** Says a danger in the author's words: `> /etc/<name>`, not the word that stood for the hole. */
const unmaskDanger = (danger: Danger, masked: Masked): Danger => {
  const range = unmask(masked, danger.range)
  return { ...danger, range, what: masked.written(danger.what) }
}

const unmask = ({ original }: Masked, { from, to }: Range): Range => rangeOf(original(from), original(to))

const followed = (what: string, range: Range): Refusal => ({
  code: 'inner-session',
  range,
  message: `\`${what}\` opens an inner session, and more commands follow it: where they belong cannot be known.`,
  remedy: 'Give the session its commands as arguments, or put the command in a block of its own.',
})

const implausible = (what: string, range: Range): Refusal => ({
  code: 'undecidable-prompt',
  range,
  message: `\`${what}\` looks like output or prose, not like a command.`,
  remedy: 'Begin each command with `$ `, or move what is not a command to a block of its own.',
})

const refusedAs = (code: RefusalCode, range: Range, message: string, remedy: string): ShellJudgement => ({
  kind: 'refused',
  refusal: { code, range, message, remedy },
})

/** Maps ranges of the unprompted source back to the text it was taken from. */
function rangeMapper(source: string, lineOffsets: readonly number[]): (range: Range) => Range {
  const starts = lineStarts(source)
  const offset = (at: number): number => {
    const { line, column } = placeOf(starts, at)
    return (lineOffsets[line - 1] ?? 0) + column - 1
  }
  return ({ from, to }) => rangeOf(offset(from), offset(to))
}
