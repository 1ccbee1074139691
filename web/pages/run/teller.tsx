import type { ReactElement } from 'react'
import { momentWords } from '../../../src/run/report/timeline.ts'
import { questionWords } from '../../run/words.ts'
import { useRun } from '../../run/use-run.ts'

/** Says the latest of what happened to those who do not see it happen. */
export function Teller(): ReactElement {
  const { state, facts } = useRun()
  const last = facts.findLast(({ event }) => momentWords(event, state.plan) !== undefined)
  const [open] = state.questions.values()
  const said = last ? momentWords(last.event, state.plan) : ''
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {said}. {open ? `Asked: ${questionWords(open.question)}` : ''}
    </p>
  )
}
