import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { statusOf } from '../../../src/run/headline.ts'
import { useMay } from '../../client/may.ts'
import { Button } from '../../ui/button.tsx'
import { useKeys } from '../../ui/keys.ts'
import { StatusChip } from '../../ui/status.tsx'
import { Elapsed, wholeDuration } from '../../ui/time.tsx'
import { useRun } from '../../run/use-run.ts'
import { RunMenu } from './run-menu.tsx'
import { useTouch } from './use-touch.ts'

/** Where the run stands, and what one may do to it as a whole; it stays in sight. */
export function RunHeader(): ReactElement {
  const { state } = useRun()
  const [menu, setMenu] = useState(false)
  const touch = useTouch()
  const open = !state.ended
  const maySteer = useMay()('steer-run')
  const toggle = (): void => touch.mutate({ kind: state.paused ? 'continue' : 'pause' })
  useKeys(open && maySteer ? { p: toggle } : {})
  const share = state.stepsAll === 0 ? 0 : state.stepsDone / state.stepsAll
  return (
    <header className="run-header">
      <div className="run-headline">
        <div className="run-name">
          <h1>
            <Link to="/runbook/$" params={{ _splat: state.plan.runbook.path }}>
              {state.plan.runbook.title}
            </Link>
          </h1>
          <p className="run-state small">
            <StatusChip status={statusOf(state)} />
            <span className="numbers soft">
              {state.stepsDone} of {state.stepsAll} steps
            </span>
            <span className="faint">
              {state.ended ? (
                wholeDuration(state.changedAt - state.startedAt)
              ) : (
                <Elapsed since={state.startedAt} />
              )}
            </span>
            <span className="faint run-mode">{modeWords[state.mode]}</span>
          </p>
        </div>
        <div className="run-controls">
          {open && maySteer && (
            <Button
              icon={state.paused ? 'runs' : 'pause'}
              shortcut="p"
              onClick={toggle}
              disabled={touch.isPending || state.status === 'cancelling'}
              look={state.paused ? 'primary' : 'plain'}
            >
              {state.paused ? 'Go on' : 'Pause'}
            </Button>
          )}
          <Button icon="more" onClick={() => setMenu(true)} aria-haspopup="dialog">
            More
          </Button>
        </div>
      </div>
      <div
        className="run-progress"
        role="progressbar"
        aria-label="Steps done"
        aria-valuemin={0}
        aria-valuemax={state.stepsAll}
        aria-valuenow={state.stepsDone}
        data-status={statusOf(state)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      {menu && <RunMenu onClose={() => setMenu(false)} />}
    </header>
  )
}

const modeWords = {
  checklist: 'checklist',
  step: 'step by step',
  auto: 'automatic',
  unattended: 'unattended',
} as const
