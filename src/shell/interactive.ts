import type { Command, ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import { opensSession } from './session.ts'
import { wordsOf } from './words.ts'

/** What a block's first inner session means for it. */
export type Sessions =
  | { readonly kind: 'none' }
  /** It is the last thing the block does: it runs with a terminal. */
  | { readonly kind: 'last'; readonly range: Range }
  /** More commands follow, meant for the inner session or for after it: nobody can tell. */
  | { readonly kind: 'followed'; readonly range: Range; readonly what: string }

/** Finds commands that open an inner session (bare `ssh`, `exec -it … sh`, `psql`) and whether more follows. */
export function sessionsOf(script: ParsedScript): Sessions {
  const commands = ownCommands(script)
  const at = commands.findIndex(({ command, fed }) => !fed && opensSession(wordsOf(command)))
  const found = commands[at]
  if (!found) return { kind: 'none' }
  const range = rangeOf(found.command.pos, found.command.end)
  if (at === commands.length - 1 && !found.repeated) return { kind: 'last', range }
  const words = wordsOf(found.command)
  return {
    kind: 'followed',
    range,
    what: words
      .slice(0, 2)
      .map((word) => word.text)
      .join(' '),
  }
}

type OwnCommand = {
  readonly command: Command
  /** Something else than the terminal is its input: a pipe, a file, a here-document. */
  readonly fed: boolean
  readonly repeated: boolean
}

/** The commands a block runs itself, in order; those of substitutions have no terminal and open nothing. */
function ownCommands(script: ParsedScript): readonly OwnCommand[] {
  const found: OwnCommand[] = []
  const look = (node: SyntaxNode, fed: boolean, repeated: boolean): void => {
    switch (node.type) {
      case 'Command': {
        if (node.name) found.push({ command: node, fed: fed || node.redirects.some(isInput), repeated })
        return
      }
      case 'Redirected':
        return look(node.command, fed || node.redirects.some(isInput), repeated)
      case 'Pipeline':
        for (const [index, stage] of node.commands.entries()) look(stage, fed || index > 0, repeated)
        return
      case 'Word':
      case 'Function':
        return
      case 'Script':
      case 'Statement':
      case 'CompoundList':
      case 'AndOr':
      case 'If':
      case 'Elif':
      case 'For':
      case 'Select':
      case 'While':
      case 'ArithmeticFor':
      case 'Case':
      case 'CaseItem':
      case 'Subshell':
      case 'BraceGroup':
      case 'Coproc': {
        const loops =
          node.type === 'For' ||
          node.type === 'Select' ||
          node.type === 'While' ||
          node.type === 'ArithmeticFor'
        forEachChild(node, (child) => look(child, fed, repeated || loops))
        return
      }
      default:
        return
    }
  }
  look(script, false, false)
  return found
}

const isInput = (redirect: { readonly operator: string }): boolean => redirect.operator.startsWith('<')
