import type { Range } from '../../text/range.ts'
import type { Attribute } from '../block.ts'
import { limits } from './limits.ts'

/** What stands after the first fence characters: `yaml approve {timeout=1h}`. */
export type InfoString = {
  readonly language: string
  readonly actionWord?: string
  readonly attributes: readonly Attribute[]
  /** The language begins with a brace: a directive of another system, shown and never run. */
  readonly directive: boolean
}

export function readInfo(text: string, range: Range): InfoString {
  const info = text.slice(range.from, Math.min(range.to, range.from + limits.title))
  const brace = info.indexOf('{')
  const directive = info.trimStart().startsWith('{') && !/^\s*\{\s*"/.test(info)
  const words = (brace === -1 ? info : info.slice(0, brace)).trim().split(/\s+/)
  const language = directive ? (info.trim().split(/\s+/)[0] ?? '') : (words[0] ?? '')
  const second = /^(?:yaml|yml|json)$/i.test(language) ? words[1] : undefined
  const actionWord = second !== undefined && /^[a-z][a-z0-9:_-]*$/i.test(second) ? second : undefined
  return {
    language: language.toLowerCase(),
    ...(actionWord === undefined ? {} : { actionWord }),
    attributes: brace === -1 || directive ? [] : readAttributes(info, brace, range.from),
    directive,
  }
}

/**
 * Reads the options after a fence's language. Both of Runme's notations are known.
 *
 *     ```sh {timeout=30s auto env="A=1 B=2"}      ```sh { "name": "x", "background": "true" }
 *           ^ `brace`                                   ^ `brace`
 */
function readAttributes(info: string, brace: number, offset: number): readonly Attribute[] {
  const close = info.lastIndexOf('}')
  if (close < brace) return []
  const inside = info.slice(brace + 1, close)
  const from = offset + brace + 1
  return /^\s*"/.test(inside) ? jsonAttributes(inside, from) : wordAttributes(inside, from)
}

function wordAttributes(inside: string, offset: number): readonly Attribute[] {
  const found: Attribute[] = []
  const word = /([A-Za-z_][\w.-]*)(?:=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',}]+)))?(?=[\s,]|$)|[^\s,]+/g
  for (const match of inside.matchAll(word)) {
    const [whole, name, double, single, bare] = match
    if (name === undefined) continue
    const range = { from: offset + match.index, to: offset + match.index + whole.length }
    found.push({ name, value: double?.replace(/\\(["\\])/g, '$1') ?? single ?? bare ?? true, range })
  }
  return found
}

// Pairs are read one by one and not by JSON.parse, because each needs its place in the text.
function jsonAttributes(inside: string, offset: number): readonly Attribute[] {
  const pair = /"([^"\\]*)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(true|false|-?\d[\d.]*))/g
  return [...inside.matchAll(pair)].map((match) => {
    const [whole, name, quoted, bare] = match
    const value = quoted?.replace(/\\(["\\/])/g, '$1') ?? (bare === 'true' ? true : (bare ?? ''))
    const range = { from: offset + match.index, to: offset + match.index + whole.length }
    return { name: name ?? '', value, range }
  })
}
