import type { Document, Node } from 'yaml'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { lineStarts, placeOf } from '../../text/range.ts'
import type { ConfigProblem } from './problem.ts'

/** A configuration file as it is written: its values, and where each stands. */
export type WrittenConfig = {
  readonly kind: 'written'
  readonly values: Readonly<Record<string, unknown>>
  readonly has: (path: readonly string[]) => boolean
  readonly valueAt: (path: readonly string[]) => unknown
  /** Of a key (or of the nearest above that is written). Empty where nothing of it is in the file. */
  readonly placeOf: (path: readonly string[]) => Pick<ConfigProblem, 'place'>
}

export type Refused = { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] }

/** Reads YAML of plain keys and values. A key that stands twice, or an alias, is refused. */
export function readWritten(file: string, text: string): WrittenConfig | Refused {
  const starts = lineStarts(text)
  const at = (offset: number): Pick<ConfigProblem, 'place'> => {
    const { line, column } = placeOf(starts, offset)
    return { place: { path: file, line, column, text: text.split('\n')[line - 1] ?? '' } }
  }
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: false, logLevel: 'silent' })
  if (document.errors.length > 0) {
    return {
      kind: 'refused',
      problems: document.errors.map(({ message, pos: [offset] }) => ({
        why: `this is not YAML: ${message}`,
        remedy: 'correct the line',
        ...at(offset),
      })),
    }
  }
  const { contents } = document
  const empty = contents === null || (isScalar(contents) && contents.value === null)
  if (!empty && !isMap(contents))
    return {
      kind: 'refused',
      problems: [
        { why: `${file} holds no keys`, remedy: 'write `listen:` and below it `port: 4600`', ...at(0) },
      ],
    }
  const values: unknown = empty ? {} : document.toJS({ maxAliasCount: 0 })
  return {
    kind: 'written',
    values: values as Readonly<Record<string, unknown>>,
    has: (path) => document.hasIn(path),
    valueAt: (path) => plain(document, path),
    placeOf(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const offset = offsetOf(document, path.slice(0, depth))
        if (offset !== undefined) return at(offset)
      }
      return {}
    },
  }
}

function plain(document: Document.Parsed, path: readonly string[]): unknown {
  const node: unknown = document.getIn(path, true)
  return isMap(node) || isSeq(node) || isScalar(node) ? node.toJS(document) : undefined
}

/** Where a value begins, or its key when it is a map. */
function offsetOf(document: Document.Parsed, path: readonly string[]): number | undefined {
  const above: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const name = path.at(-1) ?? ''
  if (isSeq(above)) return (above.items[Number(name)] as Node | undefined)?.range?.[0]
  if (!isMap(above)) return undefined
  const pair = above.items.find(({ key }) => isScalar(key) && String(key.value) === name)
  if (!pair) return undefined
  const value = isScalar(pair.value) ? pair.value.range?.[0] : undefined
  return value ?? (isScalar(pair.key) ? pair.key.range?.[0] : undefined)
}
