import { slice } from '../../text/range.ts'
import type { Block } from '../block.ts'
import type { Step } from '../step.ts'
import { stepsWithin } from '../step.ts'
import type { BlockPlace, Refusal } from './intent.ts'
import { blocksIn, refused } from './intent.ts'
import type { Layout } from './layout.ts'

export const findStep = (layout: Layout, id: string): Step | undefined =>
  stepsWithin(layout.runbook.steps).find((step) => step.id === id)

export const noStep = (id: string): Refusal =>
  refused(
    `There is no step ${JSON.stringify(id)}.`,
    'Open the document again; the step may have a new title.',
  )

/** A block whose fence can be written into: closed, and not made by a template of another system. */
export function findBlock(layout: Layout, { step: id, index }: BlockPlace): Block | Refusal {
  const step = findStep(layout, id)
  if (!step) return noStep(id)
  const block = blocksIn(step)[index]
  if (!block) return refused(`The step has no block ${index + 1}.`, 'Open the document again.')
  if (!block.closed)
    return refused(
      'The block has no closing fence.',
      `Close it below ${JSON.stringify(slice(layout.text, block.range).split('\n')[0])} first.`,
    )
  return block
}
