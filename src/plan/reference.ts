import type { Range } from '../text/range.ts'

/** Ours is exactly `{{ ident(.ident)* }}`; anything else between double braces belongs to somebody else. */
export type Reference = { readonly name: string; readonly range: Range }

const pattern = /\{\{[ \t]{0,20}([A-Za-z_][\w-]{0,100}(?:\.[A-Za-z_][\w-]{0,100}){0,9})[ \t]{0,20}\}\}/g

/** Every reference of a text, in order. */
export const referencesIn = (text: string): readonly Reference[] =>
  [...text.matchAll(pattern)].map((match) => ({
    name: match[1] ?? '',
    range: { from: match.index, to: match.index + match[0].length },
  }))

/** Puts texts where references stand, in one pass: what is put in is never looked at again. */
export function replaceReferences(text: string, put: (reference: Reference) => string): string {
  let at = 0
  let result = ''
  for (const reference of referencesIn(text)) {
    result += text.slice(at, reference.range.from) + put(reference)
    at = reference.range.to
  }
  return result + text.slice(at)
}
