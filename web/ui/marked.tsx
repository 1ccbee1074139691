import type { ReactElement, ReactNode } from 'react'

/** A text with the ranges that were searched for; ranges may overlap. */
export function Marked({
  text,
  marks,
}: {
  readonly text: string
  readonly marks: readonly (readonly [from: number, to: number])[]
}): ReactElement {
  const parts: ReactNode[] = []
  let at = 0
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (to <= at) continue
    const start = Math.max(from, at)
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, to)}</mark>)
    at = to
  }
  return (
    <span className="marked">
      {parts}
      {text.slice(at)}
    </span>
  )
}
