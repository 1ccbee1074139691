import type { ParsedScript, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import type { Hole } from './hole.ts'
import type { Masked } from './mask.ts'
import { mask, wordsIn } from './mask.ts'
import { parseShell } from './parse.ts'
import type { Candidate } from './placeholder.ts'
import { findCandidates, placeholderName } from './placeholder.ts'
import type { Refusal } from './refusal.ts'
import { unsetUses } from './variables.ts'

export type ReadHoles =
  | {
      readonly kind: 'read'
      readonly holes: readonly Hole[]
      /** The source with unique words where candidates stand, and its tree. */
      readonly masked: Masked
      readonly script: ParsedScript
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Finds what is left open in shell source: fill-ins and references before parsing, unset variables after. */
export function readHoles(source: string, known: ReadonlySet<string>): ReadHoles {
  const candidates = findCandidates(source)
  const first = readCandidates(source, candidates)
  if (first.kind === 'refused') return first
  const kept = candidates.filter((candidate, index) => {
    const place = first.places[index]
    return place !== 'comment' && !(candidate.soft && place === 'literal')
  })
  const read = kept.length === candidates.length ? first : readCandidates(source, kept)
  if (read.kind === 'refused') return read
  const { masked, script } = read
  const variables = unsetUses(script, known).map(({ name, range }): Hole => {
    const place = rangeOf(masked.original(range.from), masked.original(range.to))
    const written = source.slice(place.from, place.to)
    return { kind: 'variable', name: placeholderName(name), written, anonymous: false, range: place }
  })
  const holes = [...kept.map(holeOf), ...variables.filter((hole) => !overlaps(hole.range, kept))]
  holes.sort((a, b) => a.range.from - b.range.from)
  return { kind: 'read', holes, masked, script }
}

type Place = 'code' | 'literal' | 'comment'

type ReadCandidates =
  | {
      readonly kind: 'read'
      readonly masked: Masked
      readonly script: ParsedScript
      readonly places: readonly Place[]
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

function readCandidates(source: string, candidates: readonly Candidate[]): ReadCandidates {
  const masked = mask(
    source,
    candidates.map((candidate) => candidate.range),
  )
  const parsed = parseShell(masked.text)
  if (parsed.kind === 'refused') {
    const { range } = parsed.refusal
    const place = rangeOf(masked.original(range.from), masked.original(range.to))
    return { kind: 'refused', refusal: { ...parsed.refusal, range: place } }
  }
  const places = placesOf(parsed.script, masked, candidates.length)
  return { kind: 'read', masked, script: parsed.script, places }
}

/** Where each word stands: in code, in text the shell takes literally, or in no part of the tree: a comment. */
export function placesOf(script: ParsedScript, { text, tag }: Masked, count: number): readonly Place[] {
  if (count === 0) return []
  const places: Place[] = Array.from({ length: count }, () => 'comment')
  const mark = (range: Range, place: Place): void => {
    for (const { index } of wordsIn(tag, text.slice(range.from, range.to))) places[index] = place
  }
  const look = (node: SyntaxNode): void => {
    const range = rangeOf(node.pos, node.end)
    const place = placeOfLeaf(node)
    if (place) mark(range, place)
    forEachChild(node, look)
  }
  look(script)
  return places
}

function placeOfLeaf(node: SyntaxNode): Place | undefined {
  switch (node.type) {
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return 'literal'
    case 'HereDocBody':
      return node.parts === undefined ? 'literal' : 'code'
    case 'Word':
    case 'Assignment':
    case 'HereDocDelimiter':
    case 'ArithmeticWord':
    case 'ArithmeticCommand':
    case 'ArithmeticExpansion':
    case 'FileDescriptorVariable':
      return 'code'
    default:
      return undefined
  }
}

const holeOf = ({ kind, name, written, anonymous, range }: Candidate): Hole => ({
  kind,
  name,
  written,
  anonymous,
  range,
})

const overlaps = (range: Range, candidates: readonly Candidate[]): boolean =>
  candidates.some((candidate) => candidate.range.from < range.to && range.from < candidate.range.to)
