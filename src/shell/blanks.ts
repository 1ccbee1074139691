import type { ParsedScript } from 'unbash'
import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'
import type { Hole } from './hole.ts'
import { variableOf } from './hole.ts'
import type { Masked } from './mask.ts'
import { settingsOf } from './settings.ts'

/** A line `NAME=` with nothing behind it: the field of a form. */
export type Blank = { readonly name: string; readonly range: Range }

/** The blank lines of a block, at its top level, whose variable nothing else in it sets. */
export function blanksOf(source: string, script: ParsedScript, masked: Masked): readonly Blank[] {
  const settings = Map.groupBy(settingsOf(script), ({ name }) => name)
  return [...settings].flatMap(([name, [setting, ...others]]) => {
    if (!setting?.lasts || others.length > 0) return []
    const from = masked.original(setting.at)
    blankLine.lastIndex = from
    const match = blankLine.exec(source)
    const isWholeLine = source.slice(source.lastIndexOf('\n', from - 1) + 1, from).trim() === ''
    return isWholeLine && match?.[1] === name ? [{ name, range: rangeOf(from, blankLine.lastIndex) }] : []
  })
}

const blankLine = /(?:export[ \t]+)?([A-Za-z_]\w*)=(?=[ \t]*(?:#[^\n]*)?(?:\n|$))/y

/**
 * The source without the blanks whose variable is then open (of equal length, so that places stay): what stands
 * below them would else run with an empty name. The variable is asked for, as any that nothing sets.
 */
export const withoutBlanks = (source: string, blanks: readonly Blank[]): string =>
  blanks.reduce(
    (text, { range: { from, to } }) => text.slice(0, from) + ' '.repeat(to - from) + text.slice(to),
    source,
  )

/** The blanks whose variables are among the holes: one that nothing uses, or that is set from outside, stays. */
export const blanksAskedFor = (blanks: readonly Blank[], holes: readonly Hole[]): readonly Blank[] =>
  blanks.filter(({ name }) => holes.some((hole) => hole.kind === 'variable' && variableOf(hole) === name))
