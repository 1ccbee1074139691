import { never } from '../text/bug.ts'
import type { Range } from '../text/range.ts'

/** A line of the source and what it belongs to; a fence's own lines count as code. */
export type TextLine = {
  /** Its characters, without the line feed. */
  readonly range: Range
  readonly text: string
  readonly place: 'frontmatter' | 'prose' | 'code' | 'comment'
  /** True for the line that opens a fence. */
  readonly opensFence: boolean
}

/**
 * Tells prose from code line by line, for rules that look at raw text. It reads fences, comments and frontmatter
 * only; where a strange nesting makes it wrong, it errs towards code, and rules about prose stay silent.
 */
export function textLines(text: string): readonly TextLine[] {
  const lines: TextLine[] = []
  let state: State = { place: 'prose' }
  let from = 0
  for (const [index, line] of text.split('\n').entries()) {
    const { place, next, opensFence } = step(state, line, index)
    lines.push({ range: { from, to: from + line.length }, text: line, place, opensFence })
    from += line.length + 1
    state = next
  }
  return lines
}

/** Index of the last line of the fence that opens at `index`. */
export function fenceEnd(lines: readonly TextLine[], index: number): number {
  let end = index
  while (lines[end + 1]?.place === 'code' && !lines[end + 1]?.opensFence) end++
  return end
}

type State =
  | { readonly place: 'prose' }
  | { readonly place: 'frontmatter' }
  | { readonly place: 'comment' }
  | { readonly place: 'code'; readonly marker: string }

type Step = { readonly place: TextLine['place']; readonly next: State; readonly opensFence: boolean }

const prose: State = { place: 'prose' }
const stay = (state: State): Step => ({ place: state.place, next: state, opensFence: false })
const leave = (state: State): Step => ({ place: state.place, next: prose, opensFence: false })

function step(state: State, line: string, index: number): Step {
  switch (state.place) {
    case 'frontmatter':
      return /^(---|\.\.\.)\s*$/.test(line) ? leave(state) : stay(state)
    case 'comment':
      return line.includes('-->') ? leave(state) : stay(state)
    case 'code':
      return closes(line, state.marker) ? leave(state) : stay(state)
    case 'prose':
      return stepInProse(line, index)
    default:
      return never(state)
  }
}

function stepInProse(line: string, index: number): Step {
  if (index === 0 && /^---\s*$/.test(line))
    return { place: 'frontmatter', next: { place: 'frontmatter' }, opensFence: false }
  const marker = opener(line)
  if (marker) return { place: 'code', next: { place: 'code', marker }, opensFence: true }
  const comment = line.lastIndexOf('<!--')
  if (comment === -1) return stay(prose)
  const open = !line.includes('-->', comment)
  const place = withoutComments(line).trim() === '' ? 'comment' : 'prose'
  return { place, next: open ? { place: 'comment' } : prose, opensFence: false }
}

/** The line with its comments blanked to equal length, also one that does not end here. */
export function withoutComments(line: string): string {
  let text = ''
  let at = 0
  for (let from = line.indexOf('<!--'); from !== -1; from = line.indexOf('<!--', at)) {
    const end = line.indexOf('-->', from)
    const to = end === -1 ? line.length : end + 3
    text += line.slice(at, from) + ' '.repeat(to - from)
    at = to
  }
  return text + line.slice(at)
}

/** `1. > ```sh` : container marks may stand before the fence.
 *        ^ the marker that is returned */
function opener(line: string): string | undefined {
  const found = /^(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})(.*)$/.exec(line)
  const [, marker, info] = found ?? []
  if (!marker || (marker.startsWith('`') && info?.includes('`'))) return undefined
  return marker
}

function closes(line: string, marker: string): boolean {
  const body = line.replace(/^[ \t>]*/, '').trimEnd()
  return body.length >= marker.length && body === (marker[0] ?? '').repeat(body.length)
}
