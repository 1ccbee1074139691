import type { ReactElement } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import type { StepHistory } from '../../run/history.ts'
import type { Row } from '../../run/outline.ts'
import { currentOf, outlineOf } from '../../run/outline.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { useKeys } from '../../ui/keys.ts'
import { EndCard } from './end-card.tsx'
import { StepRow } from './step-row.tsx'

/** The run as a checklist: every step in its place, open where something is happening. */
export function Checklist({ history }: { readonly history: ReadonlyMap<string, StepHistory> }): ReactElement {
  const { state } = useRun()
  const [toggled, setToggled] = useState<ReadonlyMap<InstanceId, 'open' | 'shut'>>(new Map())
  const current = currentOf(state)
  const { list, away, goBack } = useFollow(current)
  useKeys({ '.': goBack })
  const isOpen = (row: Row & { kind: 'step' }): boolean => {
    const chosen = toggled.get(row.id)
    if (chosen !== undefined) return chosen === 'open'
    const status = row.instance?.status
    return (
      row.id === current ||
      status?.kind === 'asked' ||
      status?.kind === 'running' ||
      (status?.kind === 'failed' && !status.tolerated)
    )
  }
  const toggle = (id: InstanceId, open: boolean): void =>
    setToggled(new Map(toggled).set(id, open ? 'shut' : 'open'))
  return (
    <section className="checklist" aria-label="Checklist" ref={list}>
      {state.ended && <EndCard />}
      <ol>
        {outlineOf(state).map((row) =>
          row.kind === 'heading' ? (
            <li
              key={row.id}
              className="checklist-heading"
              data-level={row.level}
              style={{ paddingLeft: `${row.depth * 1.25}rem` }}
            >
              <h2>{row.title}</h2>
            </li>
          ) : (
            <StepRow
              key={row.id}
              row={row}
              open={isOpen(row)}
              current={row.id === current}
              history={history.get(row.id)}
              onToggle={() => toggle(row.id, isOpen(row))}
            />
          ),
        )}
      </ol>
      {away && current !== undefined && (
        <Button className="button back-to-current" look="primary" icon="down" shortcut="." onClick={goBack}>
          Current step
        </Button>
      )}
    </section>
  )
}

/** Keeps the current step in sight until the reader looks elsewhere; says when it is out of sight. */
function useFollow(current: InstanceId | undefined) {
  const list = useRef<HTMLElement>(null)
  const follows = useRef(true)
  const [away, setAway] = useState(false)
  const find = (): Element | null => list.current?.querySelector('[data-current]') ?? null
  useEffect(() => {
    const leave = (): void => {
      follows.current = false
    }
    const events = ['wheel', 'touchmove'] as const
    for (const event of events) document.addEventListener(event, leave, { passive: true })
    return () => {
      for (const event of events) document.removeEventListener(event, leave)
    }
  }, [])
  useEffect(() => {
    const shown = find()
    if (!shown) return setAway(false)
    if (follows.current) shown.scrollIntoView({ block: 'start', behavior: 'smooth' })
    const watch = new IntersectionObserver(([entry]) => setAway(entry ? !entry.isIntersecting : false))
    watch.observe(shown)
    return () => watch.disconnect()
  }, [current])
  const goBack = (): void => {
    follows.current = true
    find()?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }
  return { list, away, goBack }
}
