import type { Command, ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import { variableName } from './names.ts'
import { wordsOf } from './words.ts'

/** A place where a block gives a variable a value. */
export type Setting = {
  readonly name: string
  readonly at: number
  /** Where the value is seen: a subshell, a pipeline stage or a substitution keeps it to itself. */
  readonly scope: Range
  /** True when it lasts to the end of the block: what a session may carry on. */
  readonly lasts: boolean
}

/** Every assignment, `read`, `for`, `export N=…` and their like, in source order. */
export function settingsOf(script: ParsedScript): readonly Setting[] {
  const found: Setting[] = []
  const whole = rangeOf(script.pos, script.end)
  const look = (node: SyntaxNode, scope: Range, lasts: boolean): void => {
    for (const name of namesSetBy(node)) found.push({ name, at: node.pos, scope, lasts })
    const inner = innerScope(node)
    forEachChild(node, (child) => {
      const own =
        inner === 'each'
          ? rangeOf(child.pos, child.end)
          : inner === 'whole'
            ? rangeOf(node.pos, node.end)
            : scope
      look(child, own, lasts && inner === 'none')
    })
  }
  look(script, whole, true)
  return found
}

/** Whether the children of a node run where their variables are lost: all together, each by itself, or not. */
function innerScope(node: SyntaxNode): 'whole' | 'each' | 'none' {
  switch (node.type) {
    case 'Pipeline':
      return node.commands.length > 1 ? 'each' : 'none'
    case 'Subshell':
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'Coproc':
      return 'whole'
    case 'Statement':
      return node.background ? 'whole' : 'none'
    // Functions are not carried, and a body may never run; inside the block what it sets is seen.
    default:
      return 'none'
  }
}

function namesSetBy(node: SyntaxNode): readonly string[] {
  switch (node.type) {
    case 'For':
    case 'Select':
      return [node.name.value]
    case 'Command':
      return namesSetByCommand(node)
    case 'ParameterExpansion': {
      const { operation } = node
      return operation?.type === 'Default' && operation.operator.endsWith('=') ? [node.parameter] : []
    }
    case 'ArithmeticBinary':
      return /^(?:[-+*/%&|^]|<<|>>)?=$/.test(node.operator) && node.left.type === 'ArithmeticWord'
        ? [node.left.value]
        : []
    case 'Coproc':
      return [node.name?.value ?? 'COPROC']
    default:
      return []
  }
}

const readers: ReadonlySet<string> = new Set('read mapfile readarray getopts let'.split(' '))
const declarers: ReadonlySet<string> = new Set(
  'export declare typeset local readonly integer float'.split(' '),
)

function namesSetByCommand(command: Command): readonly string[] {
  if (!command.name) return command.prefix.flatMap((part) => (part.type === 'Assignment' ? [part.name] : []))
  const name = command.name.value
  if (declarers.has(name)) {
    const plain = command.args.flatMap((arg) =>
      arg.type === 'Assignment' ? [arg.name] : quotedAssignment(arg.value),
    )
    return plain
  }
  const args = wordsOf(command)
    .slice(1)
    .map((word) => word.text)
  if (readers.has(name)) {
    const names = args.map((arg) => /^\w+/.exec(arg)?.[0] ?? '').filter(variableName)
    return names.length === 0 && name === 'read' ? ['REPLY'] : names
  }
  if (name === 'printf' && args[0] === '-v') return args.slice(1, 2).filter(variableName)
  return []
}

const quotedAssignment = (text: string): readonly string[] => {
  const name = /^([A-Za-z_]\w*)\+?=/.exec(text)?.[1]
  return name === undefined ? [] : [name]
}
