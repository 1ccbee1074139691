import type { Place } from '../../text/range.ts'
import { lineStarts, placeOf } from '../../text/range.ts'
import type { Finding, Severity } from '../finding.ts'

/** A file that was linted: what every format of the result is made from. */
export type LintedFile = {
  /** Relative to the library, with `/`. */
  readonly path: string
  readonly text: string
  readonly findings: readonly Finding[]
}

/** A finding with its first and last place as people count them. */
export type PlacedFinding = { readonly finding: Finding; readonly start: Place; readonly end: Place }

export function placeFindings({ text, findings }: LintedFile): readonly PlacedFinding[] {
  const starts = lineStarts(text)
  return findings.map((finding) => ({
    finding,
    start: placeOf(starts, finding.range.from),
    end: placeOf(starts, finding.range.to),
  }))
}

export type SeverityCounts = Readonly<Record<Severity, number>>

export function countSeverities(files: readonly Pick<LintedFile, 'findings'>[]): SeverityCounts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { findings } of files) for (const { severity } of findings) counts[severity]++
  return counts
}
