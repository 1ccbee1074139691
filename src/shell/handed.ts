import type { Command, ParsedScript, PipelineNode, SyntaxNode } from 'unbash'
import type { FoundCommand } from './commands.ts'
import { commandsOf, commandsUnder, commandsOfSource } from './commands.ts'
import { shells } from './inner.ts'
import type { Masked } from './mask.ts'
import { wordsIn } from './mask.ts'
import { walk } from './parse.ts'
import { wordsOf } from './words.ts'

/**
 * The holes that would name a command in source handed to another shell: `sh -c '{{ x }} …'`, `ssh host {{ x }}`,
 * `echo {{ x }} | bash`. Even the plainest value decides there what runs.
 */
export function handedCommandHoles(script: ParsedScript, { text, tag }: Masked): ReadonlySet<number> {
  const holes = new Set<number>()
  const add = (found: readonly FoundCommand[]): void => {
    for (const { words } of found)
      for (const { index } of wordsIn(tag, words[0]?.text ?? '')) holes.add(index)
  }
  walk(script, (node) => {
    if (node.type === 'Command') add(commandsOf(node).filter(({ via }) => via.length > 0))
    for (const source of fedSources(node, text)) add(commandsOfSource(source))
    return 'descend'
  })
  return holes
}

/** The text a node gives a shell to carry out through its input, as far as it is written there. */
function fedSources(node: SyntaxNode, text: string): readonly string[] {
  if (node.type === 'Pipeline')
    return node.commands.flatMap((stage, index) =>
      node.commands.slice(index + 1).some(readsSource) ? printedBy(stage, text) : [],
    )
  if (node.type === 'Redirected') return readsSource(node.command) ? redirected(node.redirects, text) : []
  if (node.type === 'Command') return readsSource(node) ? redirected(node.redirects, text) : []
  return []
}

/** True for a shell that is given neither a script nor `-c`: what it reads is its source. */
const readsSource = (node: SyntaxNode): boolean =>
  commandsUnder(node).some(({ name, words }) => {
    const args = words.slice(1).map((word) => word.text)
    if (name === 'ssh') return true
    if (!shells.has(name) && name !== 'su') return false
    return (
      !args.some((arg) => /^-[a-z]*c$/.test(arg)) &&
      (name === 'su' || args[0] === '-s' || args.every((arg) => arg.startsWith('-')))
    )
  })

function printedBy(stage: PipelineNode, text: string): readonly string[] {
  const printed: string[] = []
  walk(stage, (node) => {
    if (node.type === 'Command') printed.push(...wordsPrinted(node), ...redirected(node.redirects, text))
    return 'descend'
  })
  return printed
}

/** `printf` may put any of its arguments at the beginning of a line. */
function wordsPrinted(command: Command): readonly string[] {
  const [name, ...args] = wordsOf(command).map((word) => word.text)
  if (name === 'echo' || name === 'print') return [args.filter((arg) => !/^-[neE]+$/.test(arg)).join(' ')]
  return name === 'printf' ? args : []
}

const redirected = (redirects: Command['redirects'], text: string): readonly string[] =>
  redirects.flatMap((redirect) => {
    if (redirect.type === 'HereDoc') return [text.slice(redirect.body.pos, redirect.body.end)]
    return redirect.type === 'HereString' && redirect.target ? [redirect.target.value] : []
  })
