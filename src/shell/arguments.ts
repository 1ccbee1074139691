import type { Assignment, Command, Redirection, Word } from 'unbash'
import type { ShellDialect } from './dialect.ts'
import { clusters, containers, innerOf } from './inner.ts'
import { reservedName } from './names.ts'
import {
  declareBuiltins,
  nameBuiltins,
  numberBuiltins,
  numericTest,
  programOf,
  runsScripts,
  sourceBuiltins,
  sourceOption,
} from './programs.ts'
import { runsInput } from './flow.ts'
import type { Context } from './stand.ts'
import { needing, reasons, refusing } from './stand.ts'
import type { ShellWord } from './words.ts'
import { baseName, wordsOf } from './words.ts'

/** A piece of a simple command with what its place asks. */
export type Placed = { readonly part: Word | Assignment | Redirection; readonly context: Context }

/** Decides for each word, assignment and redirection of a simple command what may stand in it. */
export function commandContexts(command: Command, outer: Context, dialect: ShellDialect): readonly Placed[] {
  const input = runsInput(command) || writesSource(command) ? needing(outer, 'plain') : outer
  const placed: Placed[] = []
  for (const part of command.prefix)
    placed.push({ part, context: part.type === 'Assignment' ? outer : input })
  for (const part of command.redirects.filter((redirect) => !command.prefix.includes(redirect)))
    placed.push({ part, context: input })
  if (!command.name) return placed
  const words = wordsOf(command)
  const own = writesSource(command) ? needing(outer, 'plain') : outer
  const contexts = wordContexts(words, { ...own, several: true }, dialect)
  for (const [index, part] of [command.name, ...command.args].entries())
    placed.push({ part, context: contexts[index] ?? own })
  return placed
}

/** Longer commands, and more commands handing on to one another, nobody writes by hand: nothing may stand in them. */
const wordsMax = 1_000
const handedMax = 8

function wordContexts(
  words: readonly ShellWord[],
  outer: Context,
  dialect: ShellDialect,
  handed = 0,
): readonly Context[] {
  const first = words[0]
  if (!first) return []
  if (words.length > wordsMax || handed > handedMax) return words.map(() => refusing(outer, reasons.tooMany))
  const name = first.fixed ? baseName(first.text) : ''
  const inner = innerOf(name, words)
  const own = words.map((_, index) =>
    index === 0
      ? refusing({ ...outer, several: false }, reasons.command)
      : argumentContext(name, words, index, outer, dialect),
  )
  if (inner.kind !== 'words') return own
  const next = runsWords(name, words) ? needing(outer, 'plain') : outer
  return [...own.slice(0, inner.from), ...wordContexts(inner.words, next, dialect, handed + 1)]
}

/** True for commands that hand their words on to where another interpreter reads them. */
function runsWords(name: string, words: readonly ShellWord[]): boolean {
  if (name === 'find' || name === 'xargs' || name === 'parallel') return true
  const executes = words.some((word) => word.text === 'exec' || word.text === 'rsh')
  return (containers.has(name) || clusters.has(name)) && executes
}

function argumentContext(
  name: string,
  words: readonly ShellWord[],
  index: number,
  outer: Context,
  dialect: ShellDialect,
): Context {
  const texts = words.map((word) => word.text)
  const before = texts[index - 1] ?? ''
  const text = texts[index] ?? ''
  if (name === '') return needing(outer, 'plain', 'no-option')
  if (sourceBuiltins.has(name)) return refusing(outer, reasons.source)
  if (nameBuiltins.has(name))
    return before === '-p' && name === 'read' ? outer : refusing(outer, reasons.name)
  if (declareBuiltins.has(name)) return declareContext(texts, text, outer)
  if (numberBuiltins.has(name)) return { ...needing(outer, 'integer'), several: false }
  const own = programContext(name, words, index, outer)
  if (name === 'test' || name === '[') return testContext(texts, index, own)
  if (name === 'printf') return printfContext(texts, index, own, dialect)
  if (name === 'wait' && before === '-p') return refusing(outer, reasons.name)
  return afterDashes(texts, index, name) ? own : needing(own, 'no-option')
}

function programContext(name: string, words: readonly ShellWord[], index: number, outer: Context): Context {
  const text = words[index]?.text ?? ''
  const before = words[index - 1]?.text ?? ''
  if (runsScripts(name)) return interpreterContext(words, index, outer)
  if (name === 'sed' || name === 'gsed') return sedContext(words, index, outer)
  const program = programOf(name)
  if (program.arguments === 'source' || runsWords(name, words))
    return name === 'find' ? outer : needing(outer, 'plain')
  if (program.arguments === 'remote-paths')
    return needing(outer, sourceOption.test(before) || /^-[eSo]$/.test(before) ? 'plain' : 'remote-path')
  const option = text.includes('=') ? text.slice(0, text.indexOf('=')) : before
  const assigned = /^([A-Za-z_]\w*)=/.exec(text)?.[1]
  const steers = assigned !== undefined && reservedName(assigned)
  return sourceOption.test(option) || steers ? needing(outer, 'plain') : outer
}

/** An interpreter's script is not a value's to choose, and neither is the beginning of its code. */
function interpreterContext(words: readonly ShellWord[], index: number, outer: Context): Context {
  for (let at = 1; at <= index; at++) {
    const text = words[at]?.text ?? ''
    const code = /^-[a-zA-Z]*[ceE]$|^--(?:eval|execute|print)$/.test(text)
    if (code && at + 1 === index) return needing(outer, 'plain', 'code')
    const script = !/^[-+]./.test(text) || /^-[a-zA-Z]*m$/.test(text)
    if (script && (at === index || (text.startsWith('-') && at + 1 === index)))
      return refusing(outer, reasons.command)
    if (code || script) break
    if (/^-[WXOoI]$/.test(text)) at += 1
  }
  return needing(outer, 'plain')
}

/** `w` writes a file and `e` runs a command: a value is kept between the delimiters of a pattern or a replacement. */
function sedContext(words: readonly ShellWord[], index: number, outer: Context): Context {
  const texts = words.map((word) => word.text)
  const own = needing(outer, 'plain')
  const given = texts.some((text) => /^(?:-[a-zA-Z]*[ef]|--(?:expression|file)(?:=.*)?)$/.test(text))
  const first = texts.findIndex((text, at) => at > 0 && !text.startsWith('-'))
  const before = texts[index - 1] ?? ''
  const program = given
    ? /^(?:-[a-zA-Z]*e|--expression)$/.test(before) || (texts[index] ?? '').startsWith('--expression=')
    : index === first
  return program ? needing(own, 'sed-program') : own
}

/** `declare -n`, `-a` and `-i` read their values as names, arrays and arithmetic. */
function declareContext(texts: readonly string[], text: string, outer: Context): Context {
  const flags = texts.filter((word) => /^[-+][A-Za-z]/.test(word)).join('')
  const name = /^([A-Za-z_]\w*)\+?=/.exec(text)?.[1]
  if (name === undefined || /n/.test(flags)) return refusing(outer, reasons.name)
  const own = needing({ ...outer, several: false }, 'no-array')
  if (/[iEF]/.test(flags) || texts[0] === 'integer' || texts[0] === 'float') return needing(own, 'integer')
  return reservedName(name) ? needing(own, 'plain') : own
}

function testContext(texts: readonly string[], index: number, outer: Context): Context {
  const single = { ...outer, several: false }
  const before = texts[index - 1] ?? ''
  if (before === '-v' || before === '-R') return refusing(single, reasons.name)
  const numeric = numericTest.test(before) || numericTest.test(texts[index + 1] ?? '') || before === '-t'
  return numeric ? needing(single, 'integer') : needing(single, 'no-option')
}

function printfContext(
  texts: readonly string[],
  index: number,
  outer: Context,
  dialect: ShellDialect,
): Context {
  if (texts[index - 1] === '-v') return refusing(outer, reasons.name)
  const format = texts[1] === '-v' ? (texts[3] ?? '') : (texts[1] ?? '')
  // zsh's printf takes what it prints as a number for an arithmetic expression.
  const numbers = /%[^%sqbc(]*[diouxXeEfFgGaA*]/.test(format)
  if (dialect === 'zsh' && (numbers || index === 1)) return needing(outer, 'integer')
  return index === 1 || texts[index - 1] === '--' ? needing(outer, 'no-option') : outer
}

/** Commands that read nothing as an option after `--`; others hand what follows to something that may. */
function afterDashes(texts: readonly string[], index: number, name: string): boolean {
  const dashes = texts.indexOf('--')
  return dashes > 0 && dashes < index && conventional.has(name)
}

const conventional: ReadonlySet<string> = new Set(
  'rm cp mv ln ls cat mkdir rmdir touch chmod chown chgrp grep egrep fgrep head tail wc sort uniq cut tee stat file du df dd cd pushd git tar zip unzip gzip diff cmp basename dirname realpath readlink set'.split(
    ' ',
  ),
)

/** A file somebody will run is source already: `cat > deploy.sh <<EOF`. */
function writesSource(command: Command): boolean {
  const targets = command.redirects.flatMap((redirect) =>
    redirect.type === 'Redirect' && redirect.operator.includes('>') && redirect.target
      ? [redirect.target.value]
      : [],
  )
  const tee =
    command.name?.value === 'tee'
      ? wordsOf(command)
          .slice(1)
          .map((word) => word.text)
      : []
  return [...targets, ...tee].some((target) =>
    /\.(?:sh|bash|zsh|py|rb|pl|js|mjs|ts|php|lua|awk|sed|sql|psql|cron|service|bat|ps1)$|(?:^|\/)(?:\.?(?:bashrc|profile|zshrc|bash_profile)|crontab|Makefile|Dockerfile)$/.test(
      target,
    ),
  )
}
