import type { ReactElement } from 'react'
import type { Try } from '../../run/history.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Elapsed, shortDuration } from '../../ui/time.tsx'
import { LogView } from './log-view.tsx'
import { useTouch } from './use-touch.ts'

const stageWords = {
  precheck: 'looked whether it is already done',
  main: 'ran',
  verify: 'verified',
  undo: 'took it back',
} as const

/** Every try of a command, the last one open with what it printed. */
export function Attempts({
  tries,
  labelled,
}: {
  readonly tries: readonly Try[]
  readonly labelled?: true
}): ReactElement | null {
  if (tries.length === 0) return null
  return (
    <ul className="attempts">
      {tries.map((attempt, index) => (
        <li key={attempt.effect}>
          {index === tries.length - 1 || labelled ? (
            <Attempt attempt={attempt} {...(labelled ? { labelled } : {})} />
          ) : (
            <details>
              <summary className="tiny soft">
                Try {index + 1}: {endWords(attempt)}
              </summary>
              <Attempt attempt={attempt} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function Attempt({ attempt, labelled }: { readonly attempt: Try; readonly labelled?: true }): ReactElement {
  const { state } = useRun()
  const going = state.attempts.has(attempt.effect)
  const failed = attempt.end?.failure !== undefined
  return (
    <div className="attempt" data-going={going || undefined}>
      <p className="attempt-line tiny">
        {going ? (
          <span className="tone-accent attempt-state">
            <span className="spinner" /> running <Elapsed since={attempt.startedAt} />
          </span>
        ) : (
          <span className={`attempt-state ${failed ? 'tone-bad' : 'soft'}`}>
            {labelled && `${stageWords[attempt.stage]}: `}
            {endWords(attempt)}
            {attempt.end && <span className="faint"> · {shortDuration(attempt.end.tookMs)}</span>}
          </span>
        )}
        {attempt.end?.truncated && <span className="tone-warn">there was more output than is kept</span>}
        {going && <Interrupt effect={attempt.effect} />}
      </p>
      <LogView run={state.run} seq={attempt.seq} attempt={going ? 'going' : 'over'} />
    </div>
  )
}

function Interrupt({ effect }: { readonly effect: Try['effect'] }): ReactElement {
  const touch = useTouch()
  const { state } = useRun()
  const asked = state.attempts.get(effect)?.cancel !== undefined
  return (
    <Button
      size="small"
      disabled={asked || touch.isPending}
      onClick={() => touch.mutate({ kind: 'interrupt', effect })}
    >
      <Icon name="stop" size={13} /> {asked ? 'Ending it …' : 'Interrupt'}
    </Button>
  )
}

function endWords({ end, lost }: Try): string {
  if (lost !== undefined) return `what became of it is not known: ${lost}`
  if (!end) return 'under way'
  if (end.end.kind === 'never-ran') return 'it had not begun'
  if (end.failure) return end.failure.message
  return end.end.kind === 'exit' ? `exit ${end.end.code}` : end.end.kind
}
