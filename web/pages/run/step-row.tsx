import type { ReactElement } from 'react'
import type { StepHistory } from '../../run/history.ts'
import type { Row } from '../../run/outline.ts'
import { useRun } from '../../run/use-run.ts'
import type { StepLook } from '../../run/words.ts'
import { stepLook, stepTitle } from '../../run/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { RungChip } from '../../ui/ladder.tsx'
import { Elapsed, shortDuration } from '../../ui/time.tsx'
import { StepBody } from './step-body.tsx'

type StepRowProps = {
  readonly row: Row & { readonly kind: 'step' }
  readonly open: boolean
  readonly current: boolean
  readonly history: StepHistory | undefined
  readonly onToggle: () => void
}

/** One step: a line when there is nothing to say, all of it when something happens or someone wants to see it. */
export function StepRow({ row, open, current, history, onToggle }: StepRowProps): ReactElement {
  const { state } = useRun()
  const { step, number, instance, depth } = row
  const look = stepLook(instance, state.ended ? 'ended' : 'going', history?.undone)
  const body = `step-${state.run}-${row.id}`
  return (
    <li
      className="step"
      data-instance={row.id}
      data-run={state.run}
      data-tone={look.tone}
      {...(current ? { 'data-current': '' } : {})}
      {...(open ? { 'data-open': '' } : {})}
      style={{ marginLeft: `${depth * 1.25}rem` }}
    >
      <button
        type="button"
        className="step-line"
        aria-expanded={open}
        aria-controls={body}
        onClick={onToggle}
        {...(current ? { 'aria-current': 'step' } : {})}
      >
        <StepMark look={look} number={number} />
        <span className="step-title">{stepTitle(state, step, instance)}</span>
        {instance?.stale && instance.status.kind === 'succeeded' && (
          <span className="chip" data-tone="warn">
            stale?
          </span>
        )}
        <span className="step-notes">
          {look.words !== 'not begun' && look.words !== 'done' && (
            <span className="step-words">{look.words}</span>
          )}
          <StepTime history={history} going={look.icon === 'turn'} />
          <RungChip rung={step.rung} />
        </span>
        <Icon name="chevron" size={14} />
      </button>
      {open && (
        <div className="step-open" id={body}>
          <StepBody step={step} id={row.id} instance={instance} history={history} current={current} />
        </div>
      )}
    </li>
  )
}

const StepMark = ({ look, number }: { readonly look: StepLook; readonly number: number }): ReactElement => (
  <span className="step-mark numbers" data-tone={look.tone} data-icon={look.icon}>
    {look.icon === 'number' ? (
      number
    ) : look.icon === 'turn' ? (
      <span className="spinner" />
    ) : (
      <Icon name={look.icon} size={15} />
    )}
    <span className="visually-hidden">
      Step {number}, {look.words}:
    </span>
  </span>
)

function StepTime({
  history,
  going,
}: {
  readonly history: StepHistory | undefined
  readonly going: boolean
}): ReactElement | null {
  if (!history || history.enteredAt === 0) return null
  if (going) return <Elapsed since={history.enteredAt} />
  if (history.endedAt === undefined) return null
  const took = history.endedAt - history.enteredAt
  return <span className="numbers step-took">{shortDuration(took)}</span>
}
