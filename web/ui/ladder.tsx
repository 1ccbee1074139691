import type { ReactElement } from 'react'
import type { Rung } from '../../src/plan/plan.ts'

type Rungs = Readonly<Record<Rung, number>>

const order: readonly Rung[] = ['auto', 'assisted', 'manual']

/** How far the steps have climbed, as a bar; the words say the same to those who do not see it. */
export function Ladder({ rungs }: { readonly rungs: Rungs }): ReactElement | null {
  if (order.every((rung) => rungs[rung] === 0)) return null
  const shown = order.filter((rung) => rungs[rung] > 0)
  return (
    <div className="ladder" role="img" aria-label={rungWords(rungs)} title={rungWords(rungs)}>
      {shown.map((rung) => (
        <span key={rung} data-rung={rung} style={{ flexGrow: rungs[rung] }} />
      ))}
    </div>
  )
}

/** `8 auto, 1 manual`. */
export const rungWords = (rungs: Rungs): string =>
  order
    .filter((rung) => rungs[rung] > 0)
    .map((rung) => `${rungs[rung]} ${rung}`)
    .join(', ')

export const RungChip = ({ rung }: { readonly rung: Rung }): ReactElement => (
  <span className="chip" data-tone={rung === 'manual' ? undefined : 'accent'} data-rung={rung}>
    {rung}
  </span>
)
