import type { Range } from '../text/range.ts'
import { contains } from '../text/range.ts'
import type { Finding } from './finding.ts'
import type { TextLine } from './lines.ts'
import { fenceEnd } from './lines.ts'

/**
 * A comment by which an author switches a rule off, with the reason:
 * `<!-- kneeboard-disable-next-line rule-id: reason -->`, or `<!-- kneeboard-disable rule-id: reason -->` for the file.
 */
export type Suppression = {
  readonly rules: readonly string[]
  /** Empty when the author gave none; such a comment switches nothing off. */
  readonly reason: string
  /** The comment itself. */
  readonly range: Range
  /** Findings that begin here are silenced: the next line, the whole fence it opens, or the file. */
  readonly scope: Range
}

/** The suppressions of a file; text inside a fence is never one. */
export function suppressionsIn(lines: readonly TextLine[]): readonly Suppression[] {
  return lines.flatMap((line, index) => {
    if (line.place === 'code' || !line.text.includes('kneeboard-disable')) return []
    return [...line.text.matchAll(comment)].map((found): Suppression => {
      const from = line.range.from + found.index
      return {
        rules: (found[2] ?? '').split(/[\s,]+/).filter((id) => id !== ''),
        reason: (found[3] ?? '').trim(),
        range: { from, to: from + found[0].length },
        scope: found[1] ? nextLine(lines, index) : { from: 0, to: lines.at(-1)?.range.to ?? 0 },
      }
    })
  })
}

/** Bounded, so that a hostile line costs no more than its length times a constant. */
const comment =
  /<!-- {0,9}kneeboard-disable(-next-line)?(?: +([a-z0-9, -]{0,300}))?(?::((?:(?!-->).){0,500}))?-->/g

/** A comment cannot stand inside a fence, so above one it speaks for all of it. */
function nextLine(lines: readonly TextLine[], index: number): Range {
  const next = lines[index + 1]
  if (!next) return { from: 0, to: -1 }
  if (!next.opensFence) return next.range
  return { from: next.range.from, to: lines[fenceEnd(lines, index + 1)]?.range.to ?? next.range.to }
}

/** Whether an author has switched this finding off, and said why. */
export const isSuppressed = (finding: Finding, suppressions: readonly Suppression[]): boolean =>
  suppressions.some(
    ({ rules, reason, scope }) =>
      reason !== '' &&
      rules.includes(finding.rule) &&
      contains(scope, { from: finding.range.from, to: finding.range.from }),
  )
