import type { Command, ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import { never } from '../text/bug.ts'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import { innerOf } from './inner.ts'
import { parseShell } from './parse.ts'
import type { ShellWord } from './words.ts'
import { baseName, wordsOf } from './words.ts'

/** A command that will run: as written, or handed to another that runs it (`sudo`, `xargs`, `ssh host`, `sh -c`). */
export type FoundCommand = {
  /** Without its folder; empty when an expansion decides it. */
  readonly name: string
  readonly words: readonly ShellWord[]
  /** The names of the commands it was handed to, outermost first. */
  readonly via: readonly string[]
  /** Of the whole outermost command, in the source that was parsed. */
  readonly range: Range
}

/** `sh -c "sh -c …"`: deeper than this nobody writes by hand. */
const innerDepthMax = 6

/** Every command under a node, also those inside substitutions and inside strings other commands run. */
export function commandsUnder(root: SyntaxNode): readonly FoundCommand[] {
  const found: FoundCommand[] = []
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Command') found.push(...expand(wordsOf(node), rangeOf(node.pos, node.end), []))
    forEachChild(node, look)
  }
  look(root)
  return found
}

/** What one simple command runs: itself, then whatever it hands on. */
export const commandsOf = (command: Command): readonly FoundCommand[] =>
  expand(wordsOf(command), rangeOf(command.pos, command.end), [])

/**
 * The commands of a string that is run as source. One that does not parse is a single command nobody can name,
 * with the string as its only word.
 */
export const commandsOfSource = (source: string): readonly FoundCommand[] =>
  commandsOfInner(source, rangeOf(0, source.length), [])

function commandsOfInner(source: string, range: Range, via: readonly string[]): readonly FoundCommand[] {
  const parsed = parseShell(source)
  if (parsed.kind === 'refused')
    return [{ name: '', words: [{ text: source, fixed: false, range }], via, range }]
  return simpleCommands(parsed.script).flatMap((command) => expand(wordsOf(command), range, via))
}

function expand(words: readonly ShellWord[], range: Range, via: readonly string[]): readonly FoundCommand[] {
  const first = words[0]
  if (!first) return []
  const name = first.fixed ? baseName(first.text) : ''
  const here: FoundCommand = { name, words, via, range }
  if (via.length >= innerDepthMax) return [here]
  const inner = innerOf(name, words)
  switch (inner.kind) {
    case 'none':
      return [here]
    case 'words':
      return [here, ...expand(inner.words, range, [...via, name])]
    case 'source':
      return [here, ...commandsOfInner(inner.source, range, [...via, name])]
    default:
      return never(inner)
  }
}

function simpleCommands(script: ParsedScript): readonly Command[] {
  const found: Command[] = []
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Command') found.push(node)
    forEachChild(node, look)
  }
  look(script)
  return found
}
