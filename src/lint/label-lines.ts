import type { Step } from '../document/step.ts'
import type { Range } from '../text/range.ts'

/** A line of a step's prose in the form of a label: a few words and a colon at its beginning. */
export type LabelLine = { readonly word: string; readonly value: string; readonly range: Range }

/** Such lines of a step that were not read as labels; those that were are no longer prose. */
export function labelLines(text: string, step: Step): readonly LabelLine[] {
  return step.body.flatMap((part) => {
    if (part.kind !== 'markdown') return []
    return [...text.slice(part.range.from, part.range.to).matchAll(form)].map((found): LabelLine => {
      const from = part.range.from + found.index + (found[1] ?? '').length
      return {
        word: (found[2] ?? '').toLowerCase(),
        value: (found[3] ?? '').trim(),
        range: { from, to: part.range.from + found.index + found[0].trimEnd().length },
      }
    })
  })
}

/** `   - **Timeout:** 90s` */
const form =
  /^([ \t>]{0,40}(?:[-*+] )?)[*_]{0,2}([A-Z][a-z]{1,9}(?: [a-z]{2,6}){0,2})[*_]{0,2}:[*_]{0,2}([^\n]{0,300})/gm
