import type { ArithmeticExpression, SyntaxNode, Word, WordPart } from 'unbash'
import { forEachChild } from 'unbash'
import { never } from '../text/bug.ts'
import type { ShellDialect } from './dialect.ts'
import type { Masked } from './mask.ts'
import { wordsIn } from './mask.ts'
import { isBacktick } from './parse.ts'
import { printsItsWords } from './flow.ts'
import type { Context, Need, Sighting } from './stand.ts'
import { insidePrinting, insideSubstitution, needing, reasons, refusing } from './stand.ts'

/** What the walk over a tree carries with it. */
export type Walk = {
  readonly masked: Masked
  readonly dialect: ShellDialect
  /** Variables declared as integers: what is assigned to them is arithmetic. */
  readonly integers: ReadonlySet<string>
  readonly seen: (sighting: Sighting) => void
  /** Goes on in a script, or an expression, that stands in a word. */
  readonly script: (node: SyntaxNode, context: Context, walk: Walk) => void
  readonly arithmetic: (node: ArithmeticExpression, context: Context, walk: Walk) => void
}

type Span = { readonly pos: number; readonly end: number }

/** Sees the holes and variables of one word. */
export function sightWord(word: Word, context: Context, walk: Walk): void {
  const text = walk.masked.text.slice(word.pos, word.end)
  const own = /^~[^/]*$/.test(beforeFirstHole(text, walk)) ? refusing(context, reasons.tilde) : context
  sightParts(word, word.parts, own, walk)
}

/** Sees the parts of a word, or its text when it has none; `span` is where the word stands. */
export function sightParts(
  span: Span,
  parts: readonly WordPart[] | undefined,
  context: Context,
  walk: Walk,
): void {
  const start: Spelled = { text: '', from: span.pos, to: span.end }
  if (parts === undefined) return sightText(span, context, start, walk)
  let spelled = start
  for (const part of parts) {
    sightPart(part, context, spelled, walk)
    spelled = { ...spelled, text: spelled.text + spelling(part, walk) }
  }
}

/** Holes that stand in text no shell would put a value in, for the reason the context gives. */
export function sightHoles(span: Span, context: Context, walk: Walk): void {
  const text = walk.masked.text.slice(span.pos, span.end)
  for (const { index, range } of wordsIn(walk.masked.tag, text))
    see({ hole: index }, context, span.pos + range.from, walk)
}

/**
 * Variables in text that is evaluated as a number: `n` and `$n` alike, for a shell takes the value of a bare name
 * for an expression once more. The parser gives a lone `$n` there no part of its own.
 */
export function sightNames(span: Span, context: Context, walk: Walk): void {
  const text = withoutHoles(walk.masked.text.slice(span.pos, span.end), walk)
  for (const [, expanded, bare] of text.matchAll(/\$([A-Za-z_]\w*|\d|[@*])|(?<![\w$])([A-Za-z_]\w*)/g)) {
    const name = expanded ?? bare
    if (name !== undefined) see({ variable: name }, { ...context, several: false }, span.pos, walk)
  }
}

/** The letters of a word up to some place, quotes and everything that may be empty left out. */
type Spelled = { readonly text: string; readonly from: number; readonly to: number }

function spelling(part: WordPart, walk: Walk): string {
  switch (part.type) {
    case 'Literal':
      return withoutHoles(part.text, walk)
    case 'Glob':
    case 'ExtendedGlob':
      return part.text
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map((inner) => spelling(inner, walk)).join('')
    // An expansion may be empty, and each branch of braces begins anew.
    case 'BraceExpansion':
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return ''
    default:
      return never(part)
  }
}

const withoutHoles = (text: string, { masked }: Walk): string =>
  text.replaceAll(new RegExp(`${masked.tag}\\d+x`, 'g'), '')

function beforeFirstHole(text: string, { masked }: Walk): string {
  const first = wordsIn(masked.tag, text)[0]
  return first ? text.slice(0, first.range.from) : ''
}

function sightPart(part: WordPart, context: Context, spelled: Spelled, walk: Walk): void {
  switch (part.type) {
    case 'Literal':
      return sightText(part, context, spelled, walk)
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return sightHoles(part, refusing(context, reasons.quotes), walk)
    case 'LocaleString':
      sightHoles(part, refusing(context, reasons.quotes), walk)
      return sightDouble(part, context, spelled, variablesOnly(walk))
    case 'DoubleQuoted':
      return sightDouble(part, context, spelled, walk)
    case 'SimpleExpansion':
      sightHoles(part, refusing(context, reasons.expansion), walk)
      return seeVariable(part.text.slice(1), context, part.pos, spelled, walk)
    case 'ParameterExpansion':
      return sightParameter(part, context, spelled, walk)
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return sightSubstitution(part, context, walk)
    case 'ArithmeticExpansion':
      if (part.expression) return walk.arithmetic(part.expression, context, walk)
      sightHoles(part, refusing(context, reasons.arithmetic), walk)
      return sightNames(part, needing(context, 'integer'), walk)
    case 'Glob':
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return sightPattern(part, context, spelled, walk)
    default:
      return never(part)
  }
}

function sightDouble(
  part: Extract<WordPart, { type: 'DoubleQuoted' | 'LocaleString' }>,
  context: Context,
  spelled: Spelled,
  walk: Walk,
): void {
  // In a here-document `"` is a letter, so no double quotes are met there.
  let inner = spelled
  for (const child of part.parts) {
    sightPart(
      child,
      { ...context, form: 'double', several: context.several && part.parts.length === 1 },
      inner,
      walk,
    )
    inner = { ...inner, text: inner.text + spelling(child, walk) }
  }
}

function sightText(span: Span, context: Context, spelled: Spelled, walk: Walk): void {
  const { text, tag } = walk.masked
  const written = text.slice(span.pos, span.end)
  if (context.needs.includes('integer')) sightNames(span, context, walk)
  let before = spelled.text
  let last = 0
  for (const { index, range } of wordsIn(tag, written)) {
    before += written.slice(last, range.from)
    last = range.to
    const escaped = (/\\*$/.exec(written.slice(0, range.from))?.[0].length ?? 0) % 2 === 1
    const at = span.pos + range.from
    const whole = spelled.from === at && spelled.to === span.pos + range.to
    const own = startContext(escaped ? refusing(context, reasons.escaped) : context, before)
    see({ hole: index }, { ...own, several: own.several && whole && own.form === 'bare' }, at, walk)
  }
}

/** Settles what depends on the word up to the hole: options, code, sed programs. */
function startContext(context: Context, before: string): Context {
  const { needs } = context
  const rest = { ...context, needs: needs.filter((need) => !settled.has(need)) }
  if (needs.includes('code') && before.trim() === '') return refusing(rest, reasons.command)
  const sed = needs.includes('sed-program') && !betweenSedDelimiters(before) ? needing(rest, 'integer') : rest
  if (!needs.includes('no-option')) return sed
  if (before === '') return needing(sed, 'no-option')
  return /^--?$/.test(before) ? needing(sed, 'plain') : sed
}

const settled: ReadonlySet<Need> = new Set(['code', 'sed-program', 'no-option'])

/** True inside the pattern or the replacement of the last command, delimited by what no plain value holds. */
function betweenSedDelimiters(before: string): boolean {
  const command = before.slice(before.search(/[^;\n{}]*$/))
  const begun = /^\s*[\d,$!]*\s*(?:[sy]([^A-Za-z0-9_.:@\s\\-])|(\/))/.exec(command)
  const delimiter = begun?.[1] ?? begun?.[2]
  if (delimiter === undefined) return false
  const count = command.split(delimiter).length - 1
  return begun?.[1] === undefined ? count === 1 : count < 3
}

function sightPattern(
  part: Extract<WordPart, { type: 'Glob' | 'BraceExpansion' | 'ExtendedGlob' }>,
  context: Context,
  spelled: Spelled,
  walk: Walk,
): void {
  // zsh reads `*(e:…:)` as a glob qualifier that runs code, quoted or not; `{1..n}` needs its numbers as text.
  const range = part.type === 'BraceExpansion' && part.text.includes('..')
  const runs = part.type === 'ExtendedGlob' && walk.dialect === 'zsh'
  const own: Context = { ...(range || runs ? refusing(context, reasons.expansion) : context), several: false }
  if (part.parts === undefined) {
    const text = walk.masked.text.slice(part.pos, part.end)
    for (const { index, range: place } of wordsIn(walk.masked.tag, text))
      see({ hole: index }, own, part.pos + place.from, walk)
    return
  }
  for (const child of part.parts)
    sightPart(child, own, part.type === 'BraceExpansion' ? { ...spelled, text: '' } : spelled, walk)
}

function sightParameter(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  context: Context,
  spelled: Spelled,
  walk: Walk,
): void {
  sightHoles(part, refusing(context, reasons.expansion), walk)
  const { operation } = part
  // `${!X}` takes the value for a name, `${X@P}` expands it once more.
  const again = part.prefix === '!' || operation?.type === 'Transform'
  const own = again ? refusing(context, part.prefix === '!' ? reasons.name : reasons.source) : context
  if (part.prefix !== '#') seeVariable(part.parameter, own, part.pos, spelled, walk)
  const inner: Context = { ...context, several: false }
  if (part.index) sightVariables(part.index, needing(inner, 'integer'), walk)
  if (!operation) return
  const numeric = operation.type === 'Slice'
  forEachChild(operation, (child) => sightVariables(child, numeric ? needing(inner, 'integer') : inner, walk))
}

/** Variables inside an expansion; its holes are seen, and refused, already. */
function sightVariables(node: SyntaxNode, context: Context, walk: Walk): void {
  if (node.type === 'Word') sightParts(node, node.parts, context, variablesOnly(walk))
}

function sightSubstitution(
  part: Extract<WordPart, { type: 'CommandExpansion' | 'ProcessSubstitution' }>,
  context: Context,
  walk: Walk,
): void {
  const closed = isBacktick(part.text) || part.text.startsWith('${')
  if (closed || !part.script) sightHoles(part, refusing(context, reasons.backtick), walk)
  if (part.script) {
    const own = closed ? variablesOnly(walk) : walk
    own.script(part.script, substituted(part.script, context), own)
  }
}

/** The same walk, when the holes on its way are seen already. */
function variablesOnly(walk: Walk): Walk {
  const seen = (sighting: Sighting): void => ('variable' in sighting.of ? walk.seen(sighting) : undefined)
  return { ...walk, seen }
}

/** What a place asks of its text it asks of what is printed there; other programs print their own. */
export const substituted = (script: SyntaxNode, context: Context): Context =>
  printsItsWords(script) ? insidePrinting(context) : insideSubstitution(context, ['plain'])

function seeVariable(name: string, context: Context, at: number, spelled: Spelled, walk: Walk): void {
  const own = startContext(context, spelled.text)
  // Only where a word may become several does a shell split and glob an unquoted variable.
  const splits = context.form === 'bare' && context.several
  see({ variable: name }, splits ? needing(own, 'one-word') : own, at, walk)
}

function see(of: Sighting['of'], { form, needs, reason, several }: Context, at: number, walk: Walk): void {
  walk.seen({ of, form, needs, listable: several, at, ...(reason && { reason }) })
}
