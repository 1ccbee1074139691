import type { ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import type { Range } from '../text/range.ts'
import { contains, rangeOf } from '../text/range.ts'
import type { FoundCommand } from './commands.ts'
import { commandsUnder } from './commands.ts'
import { destructiveOf, destructiveStatement, isGuess, statementClients, systemPath } from './destructive.ts'
import { shellWord } from './words.ts'

/** Something in a command that wants more than Enter. */
export type Danger = {
  readonly kind: 'destructive' | 'privileged'
  /** `kubectl delete`, `rm -rf`, `sudo`. */
  readonly what: string
  readonly range: Range
}

const elevators: ReadonlySet<string> = new Set(['sudo', 'doas', 'su', 'pkexec', 'runuser', 'gsudo'])

/**
 * Everything in a block that wants more than Enter, in source order and once each: destructive commands and
 * commands run as another user, also inside substitutions, `xargs`, `ssh host …`, `sh -c '…'` and SQL given to clients.
 */
export function dangersOf(script: ParsedScript, source: string): readonly Danger[] {
  const commands = commandsUnder(script)
  const own = commands.flatMap(dangersOfCommand)
  // `redis-cli FLUSHALL` is said by the command already.
  const said = (danger: Danger): boolean =>
    own.some(({ what, range }) => contains(range, danger.range) && what.toUpperCase().endsWith(danger.what))
  const statements = statementDangers(script, source).filter((danger) => !said(danger))
  const found = [...own, ...statements, ...redirectDangers(script)]
  const seen = new Set<string>()
  const precise = found.filter(({ what }) => !isGuess(what))
  return found
    .filter(
      (danger) =>
        !isGuess(danger.what) ||
        !precise.some(({ range, kind }) => kind === 'destructive' && contains(danger.range, range)),
    )
    .filter((danger) => {
      const key = `${danger.kind} ${danger.what} ${danger.range.from}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .toSorted((a, b) => a.range.from - b.range.from)
}

function dangersOfCommand(command: FoundCommand): readonly Danger[] {
  const found: Danger[] = []
  const { range } = command
  if (elevators.has(command.name)) found.push({ kind: 'privileged', what: command.name, range })
  const args = command.words.slice(1).map((word) => word.text)
  const what = destructiveOf(command.name, args)
  if (what !== undefined) found.push({ kind: 'destructive', what, range })
  if (command.name === 'tee' && args.some((arg) => systemPath.test(arg)))
    found.push({ kind: 'destructive', what: 'tee to a system path', range })
  return found
}

/** SQL in an argument, a here-document or a pipe of the statement a client stands in. */
function statementDangers(script: ParsedScript, source: string): readonly Danger[] {
  const found: Danger[] = []
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Statement') {
      const clients = commandsUnder(node).some(
        (command) =>
          statementClients.has(command.name) || command.via.some((via) => statementClients.has(via)),
      )
      const range = clients ? rangeOf(node.pos, Math.max(node.end, endOfHereDocs(node))) : undefined
      const text = range ? source.slice(range.from, range.to) : ''
      const match = range ? destructiveStatement.exec(text) : null
      if (range && match) {
        const from = range.from + match.index
        found.push({
          kind: 'destructive',
          what: match[0].replace(/\s+/g, ' ').toUpperCase(),
          range: rangeOf(from, from + match[0].length),
        })
        return
      }
    }
    forEachChild(node, look)
  }
  look(script)
  return found
}

function endOfHereDocs(root: SyntaxNode): number {
  let end = 0
  const look = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc') end = Math.max(end, node.body.end)
    forEachChild(node, look)
  }
  look(root)
  return end
}

/** `> /etc/hosts`: the file is emptied before the command even starts. */
function redirectDangers(script: ParsedScript): readonly Danger[] {
  const found: Danger[] = []
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Redirect' && node.target && /^(?:>|>\||&>|>&)$/.test(node.operator)) {
      const target = shellWord(node.target).text
      const harmless = /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+|tcp\/.*|udp\/.*)$/.test(target)
      if (systemPath.test(target) && !harmless)
        found.push({ kind: 'destructive', what: `> ${target}`, range: rangeOf(node.pos, node.end) })
    }
    forEachChild(node, look)
  }
  look(script)
  return found
}
