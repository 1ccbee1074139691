import type { ReactElement, RefObject } from 'react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { LogLine } from '../../run/log-lines.ts'
import { Button } from '../../ui/button.tsx'

/** Shorter logs are all in the page, so that the browser's own search finds everything in them. */
const rowsFrom = 400

/** Height of a line, as the style sheet has it. */
const rowPx = 20

/** Browsers draw nothing higher than some 16 million pixels; beyond, a pixel of the scroll bar is more than one. */
const heightMaxPx = 8_000_000

/** Lines drawn above and below what is seen. */
const around = 20

type LinesProps = {
  readonly all: number
  readonly line: (index: number) => LogLine | undefined
  /** Told which lines are looked at. */
  readonly onShow?: (from: number, to: number) => void
  /** Stays at the end while it grows, unless the reader went elsewhere in it. */
  readonly follow?: boolean
  /** The line to begin at. */
  readonly at?: number
  /** Makes each line a way to its place in the whole. */
  readonly onPick?: (number: number) => void
}

/** Lines of output in a box of their own. Of many only those are in the page that are seen. */
export function LogLines(props: LinesProps): ReactElement {
  const { all, line, follow = false, at, onShow, onPick } = props
  const box = useRef<HTMLDivElement>(null)
  const many = all > rowsFrom
  const { first, count, top, heightPx, scrolled } = useRows(box, many ? all : 0)
  const [from, to] = many ? [first, first + count] : [0, all]
  const { isAtEnd, toEnd } = useEnd(box, all, follow)
  useEffect(() => onShow?.(from, to), [onShow, from, to, all])
  useLayoutEffect(() => {
    const shown = box.current
    if (shown && at !== undefined)
      shown.scrollTop = (at / all) * (many ? heightPx : shown.scrollHeight) - shown.clientHeight / 2
    // Only when a line was picked.
  }, [at])
  const rows = Array.from({ length: Math.max(0, Math.min(to, all) - from) }, (_, index) => (
    <Line key={from + index} line={line(from + index)} marked={from + index === at} onPick={onPick} />
  ))
  return (
    <div className="log-box">
      <div
        className="log-lines"
        ref={box}
        tabIndex={0}
        role="log"
        aria-label="Output"
        aria-live="off"
        onScroll={scrolled}
        {...(many ? { 'data-many': '' } : {})}
        style={{ ['--digits' as string]: `${all}`.length }}
      >
        {many ? (
          <div style={{ height: heightPx, position: 'relative' }}>
            <div style={{ position: 'absolute', top, minWidth: '100%' }}>{rows}</div>
          </div>
        ) : (
          rows
        )}
      </div>
      {follow && !isAtEnd && (
        <Button className="button log-follow" size="small" icon="down" onClick={toEnd}>
          Follow
        </Button>
      )}
    </div>
  )
}

/** Which lines are seen, and where they are drawn. */
function useRows(box: RefObject<HTMLDivElement | null>, all: number) {
  const [seen, setSeen] = useState({ top: 0, height: 440 })
  const heightPx = Math.min(all * rowPx, heightMaxPx)
  const look = (): void => {
    const shown = box.current
    if (shown) setSeen({ top: shown.scrollTop, height: shown.clientHeight })
  }
  useEffect(() => {
    if (!box.current) return undefined
    const watch = new ResizeObserver(look)
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  const visible = Math.ceil(seen.height / rowPx) + 1
  // How far along: the top line, when the bar can be moved at all.
  const room = Math.max(1, heightPx - seen.height)
  const exact = Math.min(1, seen.top / room) * Math.max(0, all - seen.height / rowPx)
  const first = Math.max(0, Math.floor(exact) - around)
  const top = seen.top - (exact - first) * rowPx
  return { first, count: visible + 2 * around, top, heightPx, scrolled: look }
}

function useEnd(box: RefObject<HTMLDivElement | null>, all: number, follow: boolean) {
  const [isAtEnd, setAtEnd] = useState(true)
  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }
  useLayoutEffect(() => {
    if (follow && isAtEnd) toEnd()
  }, [all, follow])
  useEffect(() => {
    const shown = box.current
    const look = (): void => {
      if (shown) setAtEnd(shown.scrollHeight - shown.scrollTop - shown.clientHeight < 24)
    }
    shown?.addEventListener('scroll', look, { passive: true })
    return () => shown?.removeEventListener('scroll', look)
  }, [])
  return { isAtEnd, toEnd }
}

function Line({
  line,
  marked,
  onPick,
}: {
  readonly line: LogLine | undefined
  readonly marked: boolean
  readonly onPick: LinesProps['onPick']
}): ReactElement {
  // Lines on their way have their room already.
  if (!line) return <div className="log-line">{'\u00A0'}</div>
  const { number, stream, parts } = line
  return (
    <div className="log-line" data-stream={stream} {...(marked ? { 'data-marked': '' } : {})}>
      {onPick ? (
        <button
          type="button"
          className="log-number"
          aria-label={`Go to line ${number}`}
          data-number={number}
          onClick={() => onPick(number)}
        />
      ) : (
        <span className="log-number" data-number={number} />
      )}
      <span className="log-text">
        {parts.map(({ text, look }, index) => (
          <span
            key={index}
            style={{
              color: look.colour,
              background: look.ground,
              fontWeight: look.bold ? 600 : undefined,
              opacity: look.dim ? 0.7 : undefined,
              fontStyle: look.italic ? 'italic' : undefined,
              textDecoration: look.underline ? 'underline' : undefined,
            }}
          >
            {text}
          </span>
        ))}
        {parts.length === 0 && '\u00A0'}
      </span>
    </div>
  )
}
