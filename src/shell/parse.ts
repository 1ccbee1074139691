import { forEachChild, parse } from 'unbash'
import type { ParsedScript, SyntaxNode } from 'unbash'
import { rangeOf } from '../text/range.ts'
import type { Refusal } from './refusal.ts'

export type Parsed =
  | { readonly kind: 'parsed'; readonly script: ParsedScript }
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      /** True when more lines could make it whole: a quote, block or here-document is still open. */
      readonly unfinished: boolean
    }

/** 64 Ki: thirteen times the longest block of the corpus, and small enough to be judged well within a second. */
export const sourceCharsMax = 64 * 1024
const nodesMax = 100_000
/** The parser itself stops at 256 nested constructs; a tree level is less than one of those. */
const depthMax = 1_000

/**
 * Parses shell source as bash does. Any syntax error anywhere, also in a nested substitution, a here-document
 * without its end, or a source past the limits gives a refusal with the place; it never throws.
 */
export function parseShell(source: string): Parsed {
  if (source.length > sourceCharsMax)
    return refused(0, source, `the block is longer than ${sourceCharsMax} characters`)
  if (source.includes('\0')) return refused(source.indexOf('\0'), source, 'the block holds a NUL character')
  try {
    const script = parse(source)
    const trouble = firstTrouble(script)
    if (trouble) return refused(trouble.pos, source, trouble.message)
    return { kind: 'parsed', script }
  } catch {
    // The parser's recursion can pass the engine's stack on hostile nesting; that is a property of the text.
    return refused(0, source, 'the block is nested too deeply to be checked')
  }
}

/** Visits a tree in source order; a visitor that answers `skip` is not shown the children of that node. */
export function walk(root: SyntaxNode, visit: (node: SyntaxNode) => 'descend' | 'skip'): void {
  if (visit(root) === 'skip') return
  forEachChild(root, (child) => walk(child, visit))
}

/** True for `` `…` ``, whose inside obeys other escaping rules than `$(…)`. */
export const isBacktick = (text: string): boolean => text.startsWith('`')

type Trouble = { readonly message: string; readonly pos: number }

function firstTrouble(script: ParsedScript): Trouble | undefined {
  let found: Trouble | undefined
  let nodes = 0
  const look = (node: SyntaxNode, depth: number): void => {
    if (found) return
    nodes += 1
    if (depth > depthMax || nodes > nodesMax)
      found = { message: 'the block is too large to be checked', pos: node.pos }
    else found = troubleOf(node)
    if (!found) forEachChild(node, (child) => look(child, depth + 1))
  }
  look(script, 0)
  return found
}

function troubleOf(node: SyntaxNode): Trouble | undefined {
  if (node.type === 'Script') {
    // `source` is set when backticks hold escapes: positions inside no longer index the block's text.
    if (node.source !== undefined)
      return { message: 'backticks with escapes inside cannot be checked: write $( ) instead', pos: 0 }
    return 'errors' in node ? node.errors?.[0] : undefined
  }
  if (node.type === 'HereDoc' && node.closing === undefined)
    return {
      message: `the here-document is not closed by ${node.delimiter?.value ?? 'its word'}`,
      pos: node.pos,
    }
  if (node.type === 'Unknown') return { message: 'an expansion no shell knows', pos: node.pos }
  return undefined
}

function refused(pos: number, source: string, why: string): Parsed {
  const from = Math.min(pos, source.length)
  const line = source.slice(0, from).split('\n').length
  return {
    kind: 'refused',
    unfinished: /^(?:unterminated|expected|the here-document)/.test(why),
    refusal: {
      code: 'syntax',
      range: rangeOf(from, Math.min(from + 1, source.length)),
      message: `Line ${line} is not shell a shell would take: ${why}.`,
      remedy: 'Correct the command, or mark the block as `console` if it is only for reading.',
    },
  }
}
