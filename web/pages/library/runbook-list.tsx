import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useRef } from 'react'
import { useKeys } from '../../ui/keys.ts'
import type { Entry } from './entries.ts'
import { RunbookRow } from './runbook-row.tsx'

/** Rows beyond the window are not in the page: a library of thousands scrolls as one of ten does. */
export function RunbookList({ entries }: { readonly entries: readonly Entry[] }): ReactElement {
  const list = useRef<HTMLUListElement>(null)
  const navigate = useNavigate()
  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => 62,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => entries[index]?.row.path ?? index,
  })
  const move = (by: 1 | -1): void => {
    const at = Number(document.activeElement?.getAttribute('data-entry') ?? -by)
    const next = Math.min(entries.length - 1, Math.max(0, by === 1 && at === -1 ? 0 : at + by))
    rows.scrollToIndex(next)
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-entry="${next}"]`)?.focus())
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => {
      const [first] = entries
      if (first) void navigate({ to: '/runbook/$', params: { _splat: first.row.path } })
    },
  })
  return (
    <ul className="runbooks" ref={list} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const entry = entries[index]
        return (
          entry && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
            >
              <RunbookRow entry={entry} index={index} />
            </li>
          )
        )
      })}
    </ul>
  )
}
