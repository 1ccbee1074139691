import type { ArithmeticExpression, Assignment, ParsedScript, Redirection, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import { commandContexts } from './arguments.ts'
import type { ShellDialect } from './dialect.ts'
import { integerNames, runsInput } from './flow.ts'
import type { Masked } from './mask.ts'
import { wordsIn } from './mask.ts'
import { reservedName } from './names.ts'
import { numericTest } from './programs.ts'
import type { Context, Sighting } from './stand.ts'
import { insideSubstitution, needing, plainContext, reasons, refusing } from './stand.ts'
import type { Walk } from './word-sight.ts'
import { sightHoles, sightNames, sightParts, sightWord, substituted } from './word-sight.ts'

/** Every place where a hole stands or a variable is used, with what the place asks of a value. */
export function sightingsOf(
  script: ParsedScript,
  masked: Masked,
  dialect: ShellDialect,
): readonly Sighting[] {
  const found: Sighting[] = []
  const walk: Walk = {
    masked,
    dialect,
    integers: integerNames(script),
    seen: (sighting) => found.push(sighting),
    script: sightNode,
    arithmetic: sightArithmetic,
  }
  sightNode(script, plainContext, walk)
  return found
}

/** Statements and compound commands: what an outer place asks of text that is run goes on asking inside. */
function sightNode(node: SyntaxNode, outer: Context, walk: Walk): void {
  const context = insideSubstitution(outer, ['plain', 'integer'])
  switch (node.type) {
    case 'Command':
      for (const { part, context: own } of commandContexts(node, context, walk.dialect))
        sightPart(part, own, walk)
      return
    case 'Pipeline':
      for (const [index, stage] of node.commands.entries())
        sightNode(stage, fedTo(node.commands.slice(index + 1), context), walk)
      return
    case 'Redirected':
      sightNode(node.command, context, walk)
      for (const redirect of node.redirects) sightRedirect(redirect, fedTo([node.command], context), walk)
      return
    case 'For':
    case 'Select':
      sightWord(node.name, refusing(context, reasons.name), walk)
      for (const word of node.wordlist ?? []) sightWord(word, { ...context, several: true }, walk)
      return sightNode(node.body, context, walk)
    case 'Function':
    case 'Coproc':
      if (node.name) sightWord(node.name, refusing(context, reasons.name), walk)
      return sightNode(node.body, context, walk)
    default:
      return sightOther(node, context, walk)
  }
}

/** Tests, arithmetic and whatever only holds other nodes. */
function sightOther(node: SyntaxNode, context: Context, walk: Walk): void {
  switch (node.type) {
    case 'Word':
      return sightWord(node, context, walk)
    case 'TestUnary':
      return sightWord(node.operand, unaryContext(node.operator, context), walk)
    case 'TestBinary': {
      const own = numericTest.test(node.operator) ? needing(context, 'integer') : context
      sightWord(node.left, own, walk)
      return sightWord(node.right, own, walk)
    }
    case 'ArithmeticCommand':
      if (node.expression) return sightArithmetic(node.expression, context, walk)
      return sightHoles(node, refusing(context, reasons.arithmetic), walk)
    case 'ArithmeticFor':
      for (const part of [node.initialize, node.test, node.update])
        if (part) sightArithmetic(part, context, walk)
      return sightNode(node.body, context, walk)
    default:
      return forEachChild(node, (child) => sightNode(child, context, walk))
  }
}

const fedTo = (readers: readonly SyntaxNode[], context: Context): Context =>
  readers.some(runsInput) ? needing(context, 'plain') : context

function unaryContext(operator: string, context: Context): Context {
  if (operator === '-v' || operator === '-R') return refusing(context, reasons.name)
  return operator === '-t' ? needing(context, 'integer') : context
}

/** One piece of a simple command, in the context its command gave it. */
function sightPart(
  part: Assignment | Redirection | Extract<SyntaxNode, { type: 'Word' }>,
  context: Context,
  walk: Walk,
): void {
  switch (part.type) {
    case 'Word':
      return sightWord(part, context, walk)
    case 'Assignment':
      return sightAssignment(part, context, walk)
    case 'Redirect':
    case 'HereString':
    case 'HereDoc':
      return sightRedirect(part, context, walk)
    default:
      return part satisfies never
  }
}

function sightAssignment(node: Assignment, context: Context, walk: Walk): void {
  if (wordsIn(walk.masked.tag, node.name).length > 0)
    sightHoles({ pos: node.pos, end: node.pos + node.name.length }, refusing(context, reasons.name), walk)
  if (node.index) sightWord(node.index, { ...needing(context, 'integer'), several: false }, walk)
  const { value } = node
  const integer = walk.integers.has(node.name) ? needing(context, 'integer') : context
  const own = reservedName(node.name) ? needing(integer, 'plain') : integer
  if (value.type === 'Word') return sightWord(value, { ...own, several: false }, walk)
  for (const element of value.elements) {
    // `[key]=value`: what stands in the brackets is a subscript, an expression for indexed arrays.
    const keyed = /^\[[^\]]*/.exec(element.text)?.[0] ?? ''
    const inKey = wordsIn(walk.masked.tag, keyed).length > 0
    sightWord(element, inKey ? refusing(own, reasons.arithmetic) : { ...own, several: keyed === '' }, walk)
  }
}

function sightRedirect(node: Redirection, context: Context, walk: Walk): void {
  const single: Context = { ...context, several: false }
  if (node.descriptor) sightHoles(node.descriptor, refusing(single, reasons.name), walk)
  switch (node.type) {
    case 'Redirect': {
      const own = needing(single, node.operator.endsWith('&') ? 'integer' : 'no-socket')
      if (node.target) sightWord(node.target, own, walk)
      return
    }
    case 'HereString':
      if (node.target) sightWord(node.target, single, walk)
      return
    case 'HereDoc':
      if (node.delimiter) sightHoles(node.delimiter, refusing(single, reasons.heredoc), walk)
      if (node.delimiter?.quoted) return sightHoles(node.body, refusing(single, reasons.heredoc), walk)
      return sightParts(node.body, node.body.parts, { ...single, form: 'heredoc' }, walk)
    default:
      return node satisfies never
  }
}

function sightArithmetic(node: ArithmeticExpression, context: Context, walk: Walk): void {
  const own: Context = { ...needing(context, 'integer'), form: 'arithmetic', several: false }
  if (node.type !== 'ArithmeticWord') {
    forEachChild(node, (child) =>
      isArithmetic(child)
        ? sightArithmetic(child, context, walk)
        : sightNode(child, substituted(child, own), walk),
    )
    return
  }
  const { text, tag } = walk.masked
  const written = text.slice(node.pos, node.end)
  for (const { index, range } of wordsIn(tag, written)) {
    const fits = /(?:^|\[)$/.test(written.slice(0, range.from)) && /^(?:$|\])/.test(written.slice(range.to))
    const { form, needs, reason } = fits ? own : refusing(own, reasons.arithmetic)
    walk.seen({
      of: { hole: index },
      form,
      needs,
      listable: false,
      at: node.pos + range.from,
      ...(reason && { reason }),
    })
  }
  if (node.parts) sightParts({ pos: node.end, end: node.end }, node.parts, own, walk)
  else sightNames(node, own, walk)
}

const isArithmetic = (node: SyntaxNode): node is ArithmeticExpression =>
  node.type.startsWith('Arithmetic') &&
  node.type !== 'ArithmeticExpansion' &&
  node.type !== 'ArithmeticCommand' &&
  node.type !== 'ArithmeticFor'
