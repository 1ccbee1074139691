import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node as YamlNode } from 'yaml'
import type { Range } from '../../text/range.ts'
import { limits } from './limits.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'

/** One top-level key: what was written, its value as plain data, and where both stand in the source. */
export type FrontmatterEntry = {
  readonly key: string
  readonly value: Plain
  readonly range: Range
  readonly valueRange: Range
}

/** What YAML can say once dates, tags and anchors are resolved. Maps keep their order. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

/** Where frontmatter stands: fences included. `body` is the YAML between them. */
export type FrontmatterPlace = { readonly range: Range; readonly body: Range }

/**
 * Frontmatter is the first thing of a file, between two lines of three hyphens.
 *
 *     ---            `range` from here
 *     title: …       `body`
 *     ---            to the end of this line
 */
export function frontmatterPlace(text: string): FrontmatterPlace | undefined {
  const opening = /^---[ \t]*\n/.exec(text)
  if (!opening) return undefined
  const closing = /^(?:---|\.\.\.)[ \t]*$/gm
  closing.lastIndex = opening[0].length
  const end = closing.exec(text)
  if (!end) return undefined
  const body = { from: opening[0].length, to: end.index }
  // Two rules with prose between them are not frontmatter: that has keys.
  if (
    !/^[ \t]*(?:#.*|["']?[\w .-]+["']?[ \t]*:(?:\s.*)?)?$/m.test(
      text.slice(body.from, Math.min(body.to, body.from + 4096)),
    )
  )
    return undefined
  return { range: { from: 0, to: end.index + end[0].length }, body }
}

/** Reads the entries leniently: a duplicate key is a finding and the last one holds, bad YAML keeps what parses. */
export function readFrontmatter(reader: Reader, place: FrontmatterPlace): readonly FrontmatterEntry[] {
  const text = reader.text.slice(place.body.from, place.body.to)
  if (text.length > limits.frontmatter || (text.match(/\n[^\s#]/g)?.length ?? 0) > limits.frontmatterKeys) {
    const message = `Frontmatter is limited to ${limits.frontmatter / 1024} KiB and ${limits.frontmatterKeys} keys; this is not read.`
    addProblem(reader, 'frontmatter-too-large', place.range, {
      message,
      remedy: 'Move what is long into the text.',
    })
    return []
  }
  const document = parseDocument(text, {
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
    prettyErrors: false,
  })
  for (const error of document.errors.slice(0, 1)) {
    const at = place.body.from + Math.min(error.pos[0], text.length)
    const message = `The frontmatter is not valid YAML: ${error.message}`
    addProblem(
      reader,
      'frontmatter-invalid',
      { from: at, to: at },
      { message, remedy: 'Quote the value, or correct the indentation.' },
    )
  }
  return entriesOf(reader, document, place.body.from)
}

function entriesOf(reader: Reader, document: Document, offset: number): readonly FrontmatterEntry[] {
  if (!isMap(document.contents)) return []
  const entries: FrontmatterEntry[] = []
  const seen = new Set<string>()
  const budget: Budget = { nodes: 10_000, aliases: 100 }
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : undefined
    if (name === undefined) continue
    const at = rangeOfYaml(key, offset)
    if (seen.has(name)) {
      const message = `The key ${JSON.stringify(name)} is written twice in the frontmatter; the last one holds.`
      addProblem(reader, 'frontmatter-duplicate-key', at, { message, remedy: 'Remove one of them.' })
    }
    seen.add(name)
    const valueRange = rangeOfYaml(value, offset)
    entries.push({
      key: name,
      value: plainOf(value, document, budget, 0),
      range: { from: at.from, to: Math.max(at.to, valueRange.to) },
      valueRange,
    })
  }
  return entries
}

function rangeOfYaml(node: unknown, offset: number): Range {
  const range = (node as YamlNode | null | undefined)?.range
  return range ? { from: offset + range[0], to: offset + range[1] } : { from: offset, to: offset }
}

type Budget = { nodes: number; aliases: number }

/** Plain data, by our own walk with a budget: an alias bomb runs out of it instead of out of memory. */
function plainOf(node: unknown, document: Document, budget: Budget, depth: number): Plain {
  if (budget.nodes-- <= 0 || depth > 20) return null
  if (isAlias(node))
    return budget.aliases-- > 0 ? plainOf(node.resolve(document), document, budget, depth + 1) : null
  if (isScalar(node)) return scalarOf(node.value)
  if (isSeq(node)) return node.items.map((item) => plainOf(item, document, budget, depth + 1))
  if (!isMap(node)) return null
  // Object.create(null): a key `__proto__` is a key.
  const map: Record<string, Plain> = Object.create(null)
  for (const { key, value } of node.items)
    if (isScalar(key)) map[String(key.value)] = plainOf(value, document, budget, depth + 1)
  return map
}

function scalarOf(value: unknown): Plain {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' || value === null)
    return value
  return typeof value === 'bigint' ? value.toString() : null
}

export const isPlainMap = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isPlainList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value)
