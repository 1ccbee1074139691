import { useVirtualizer } from '@tanstack/react-virtual'
import type { ReactElement } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLog } from '../../run/use-log.ts'
import type { LogLine } from '../../run/log-lines.ts'
import { logLines, logText } from '../../run/log-lines.ts'
import { Button } from '../../ui/button.tsx'
import { TroubleNotice } from '../../ui/states.tsx'

/** Shorter logs are all in the page, so that the browser's own search finds everything in them. */
const virtualFrom = 400

/** What a command printed, in its colours: followed while it runs, searched, taken along. */
export function LogView({
  run,
  seq,
  attempt,
}: {
  readonly run: string
  readonly seq: number
  readonly attempt: 'going' | 'over'
}): ReactElement | null {
  const { data, error } = useLog(run, seq, attempt)
  const lines = useMemo(() => logLines(data?.chunks ?? []), [data])
  const [search, setSearch] = useState('')
  const found = useMemo(() => matching(lines, search), [lines, search])
  if (error) return <TroubleNotice error={error} />
  if (lines.length === 0) return null
  return (
    <div className="log">
      {lines.length > 8 && (
        <div className="log-tools">
          <input
            type="search"
            className="input"
            placeholder="Search the output"
            aria-label="Search the output"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <span className="tiny faint numbers" role="status">
            {search === '' ? `${lines.length} lines` : `${found.length} of ${lines.length} lines`}
          </span>
          <Button
            size="small"
            look="quiet"
            icon="download"
            onClick={() => save(`${run}-${seq}.log`, logText(lines))}
          >
            Save
          </Button>
        </div>
      )}
      <Lines lines={found} follow={attempt === 'going' && search === ''} />
    </div>
  )
}

const matching = (lines: readonly LogLine[], search: string): readonly LogLine[] => {
  const wanted = search.toLowerCase()
  return wanted === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted))
}

/** Stays at the end while it grows, unless the reader went elsewhere in it. */
function Lines({
  lines,
  follow,
}: {
  readonly lines: readonly LogLine[]
  readonly follow: boolean
}): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const many = lines.length > virtualFrom
  const rows = useVirtualizer({
    count: many ? lines.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  useEffect(() => {
    if (follow && atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines, follow])
  return (
    <div
      className="log-lines"
      ref={box}
      tabIndex={0}
      role="log"
      aria-label="Output"
      aria-live="off"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 24
      }}
    >
      {many ? (
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index]
            return line && <Line key={key} line={line} top={start} />
          })}
        </div>
      ) : (
        lines.map((line) => <Line key={line.number} line={line} />)
      )}
    </div>
  )
}

const Line = ({ line, top }: { readonly line: LogLine; readonly top?: number }): ReactElement => (
  <div
    className="log-line"
    data-stream={line.stream}
    {...(top === undefined ? {} : { style: { position: 'absolute', top, left: 0, right: 0 } as const })}
  >
    {line.parts.map(({ text, look }, index) => (
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
    {line.parts.length === 0 && '\u00A0'}
  </div>
)

/** Hands a text to the browser to be kept as a file. */
function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
