import type { Command, Word, WordPart } from 'unbash'
import { never } from '../text/bug.ts'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'

/** A word of a simple command as far as it can be known without running anything. */
export type ShellWord = {
  /** Quotes taken off; expansions stand as they are written (`$X`, `$(date)`). */
  readonly text: string
  /** False when an expansion decides what it will be. */
  readonly fixed: boolean
  readonly range: Range
}

/** A command's name and arguments, assignments before the name and redirections left out. */
export function wordsOf(command: Command): readonly ShellWord[] {
  if (!command.name) return []
  const args = command.args.map((arg) =>
    arg.type === 'Word'
      ? shellWord(arg)
      : { text: arg.text.replace(/["']/g, ''), fixed: false, range: rangeOf(arg.pos, arg.end) },
  )
  return [shellWord(command.name), ...args]
}

export const shellWord = (word: Word): ShellWord => ({
  text: word.value,
  fixed: (word.parts ?? []).every(isFixed),
  range: rangeOf(word.pos, word.end),
})

/** `/usr/bin/kubectl` is `kubectl`. */
export const baseName = (text: string): string => text.slice(text.lastIndexOf('/') + 1)

function isFixed(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return true
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.every(isFixed)
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return false
    default:
      return never(part)
  }
}
