import type { ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import { commandsUnder } from './commands.ts'
import type { Masked } from './mask.ts'
import { wordsIn } from './mask.ts'
import { declareBuiltins, nameBuiltins, printers, programOf } from './programs.ts'
import { walk } from './parse.ts'
import { wordsOf } from './words.ts'

/** True when something under the node carries out what it reads: `sh`, `psql`, `xargs`, or a command nobody can name. */
export const runsInput = (node: SyntaxNode): boolean =>
  commandsUnder(node).some(
    (command) =>
      command.name === '' ||
      programOf(command.name).input === 'source' ||
      isFileFromInput(command.words.map((word) => word.text)),
  )

/** `awk -f -`, `source /dev/stdin`: a filter that is told to read its program. */
const isFileFromInput = (words: readonly string[]): boolean =>
  words.some(
    (word, index) =>
      /^(?:-|\/dev\/stdin|\/dev\/fd\/0)$/.test(word) &&
      /^(?:-f|--file|--from-file|source|\.)$/.test(words[index - 1] ?? ''),
  )

/** True when the output of a script holds the words it was given: `$(echo …)`. */
export const printsItsWords = (script: SyntaxNode): boolean => {
  let prints = false
  walk(script, (node) => {
    if (node.type === 'Command' && printers.has(node.name?.value ?? '')) prints = true
    if (node.type === 'HereString' || node.type === 'HereDoc' || node.type === 'Function') prints = true
    return prints ? 'skip' : 'descend'
  })
  return prints
}

/** Names declared with `-i` (or zsh's `integer`, `float`) anywhere in the block. */
export function integerNames(script: ParsedScript): ReadonlySet<string> {
  const names = new Set<string>()
  walk(script, (node) => {
    if (node.type !== 'Command' || !declareBuiltins.has(node.name?.value ?? '')) return 'descend'
    const texts = wordsOf(node).map((word) => word.text)
    if (
      !/^(?:integer|float)$/.test(texts[0] ?? '') &&
      !texts.some((text) => /^[-+][A-Za-z]*[iEF]/.test(text))
    )
      return 'descend'
    for (const text of texts.slice(1)) {
      const name = /^[A-Za-z_]\w*/.exec(text)?.[0]
      if (name !== undefined) names.add(name)
    }
    return 'descend'
  })
  return names
}

/** Where a variable's value may come from: holes by index, other variables by name. */
export type Flow = {
  readonly name: string
  readonly holes: ReadonlySet<number>
  readonly variables: ReadonlySet<string>
}

/** What values can pass from holes into variables of the block, one entry for each way. */
export function flowsOf(script: ParsedScript, masked: Masked): readonly Flow[] {
  const flows: Flow[] = []
  const add = (name: string, nodes: readonly SyntaxNode[]): void => {
    flows.push({ name, ...sourcesOf(nodes, masked) })
  }
  const functions = functionNames(script)
  const printed = printedNodes(script)
  walk(script, (node) => {
    if (node.type === 'Assignment') add(node.name, [node.value])
    if (node.type === 'For' || node.type === 'Select') add(node.name.value, node.wordlist ?? [])
    if (node.type === 'Command') {
      const name = node.name?.value ?? ''
      const words = wordsOf(node).map((word) => word.text)
      if (nameBuiltins.has(name)) for (const read of namesRead(words)) add(read, printed)
      if (name === 'printf' && words[1] === '-v') add(words[2] ?? '', node.args)
      if (declareBuiltins.has(name))
        for (const arg of node.args) if (arg.type === 'Word') add(/^\w*/.exec(arg.value)?.[0] ?? '', [arg])
      if (name === 'set' || functions.has(name)) add(positional, node.args)
    }
    return 'descend'
  })
  return flows
}

/** The name under which all of `$1`, `$@`, `$*` are known. */
export const positional = '@'

/** `$1` and `$*` are one with `$@`: what one may hold, all may. */
export const flowName = (name: string): string => (/^(?:[@*]|\d+)$/.test(name) ? positional : name)

const namesRead = (words: readonly string[]): readonly string[] => {
  const names = words.slice(1).filter((word) => /^[A-Za-z_]\w*$/.test(word))
  return names.length === 0 ? ['REPLY', 'MAPFILE'] : names
}

function functionNames(script: ParsedScript): ReadonlySet<string> {
  const names = new Set<string>()
  walk(script, (node) => {
    if (node.type === 'Function') names.add(node.name.value)
    return 'descend'
  })
  return names
}

/** Whatever is printed or fed somewhere in the block: a `read` may get any of it. */
function printedNodes(script: ParsedScript): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  walk(script, (node) => {
    if (node.type === 'HereString' || node.type === 'HereDoc') nodes.push(node)
    if (node.type === 'Command' && printers.has(node.name?.value ?? '')) nodes.push(...node.args)
    return 'descend'
  })
  return nodes
}

function sourcesOf(nodes: readonly SyntaxNode[], { text, tag }: Masked): Omit<Flow, 'name'> {
  const holes = new Set<number>()
  const variables = new Set<string>()
  const look = (node: SyntaxNode): void => {
    if (node.type === 'SimpleExpansion') variables.add(flowName(node.text.slice(1)))
    if (node.type === 'ParameterExpansion') variables.add(flowName(node.parameter))
    // What other programs print is theirs, as trusted as any output; what `echo` prints is the value itself.
    if (node.type === 'CommandExpansion' && node.script && !printsItsWords(node.script)) return
    let leaf = true
    forEachChild(node, (child) => {
      leaf = false
      look(child)
    })
    if (leaf) for (const { index } of wordsIn(tag, text.slice(node.pos, node.end))) holes.add(index)
  }
  for (const node of nodes) look(node)
  return { holes, variables }
}
