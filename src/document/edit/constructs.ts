import { contains, slice } from '../../text/range.ts'
import type { Range } from '../../text/range.ts'
import type { Step } from '../step.ts'
import { blocksIn } from './intent.ts'
import type { Layout } from './layout.ts'

/** What other systems wrote into a document (templates, directives), white space folded, by where it stands. */
export type Constructs = {
  readonly outside: readonly string[]
  readonly inside: ReadonlyMap<Step, readonly string[]>
}

/** Those in frontmatter, in titles and in blocks are left out: they are part of what these say. */
export function constructsOf({ runbook, text, frontmatter }: Layout): Constructs {
  const outside: string[] = []
  const inside = new Map<Step, string[]>()
  for (const range of runbook.opaque) {
    if (range.to <= (frontmatter?.place.range.to ?? 0)) continue
    const words = slice(text, range).replace(/[\s>]+/g, ' ')
    const step = innermost(runbook.steps, range)
    if (!step) outside.push(words)
    else if (!isPartOf(step, range)) inside.set(step, [...(inside.get(step) ?? []), words])
  }
  return { outside, inside }
}

const isPartOf = (step: Step, range: Range): boolean =>
  contains(step.titleRange, range) || blocksIn(step).some((block) => contains(block.range, range))

/** The deepest step that holds a range; steps are in order, so it is found by halving. */
function innermost(steps: readonly Step[], range: Range): Step | undefined {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle]?.range.to ?? 0) <= range.from) low = middle + 1
    else high = middle
  }
  const step = steps[low]
  return step && contains(step.range, range) ? (innermost(step.steps, range) ?? step) : undefined
}
