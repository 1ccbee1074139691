import { readRunbook } from '../document/read.ts'
import { blocksOf, stepsWithin } from '../document/step.ts'
import { sourceOf } from '../text/source.ts'
import { runbooksIn } from './pinned.ts'
import type { Plan } from './plan.ts'

/** A runbook that a plan holds fast, step by step as it is written: its values are known only when it begins. */
export type InnerRunbook = {
  readonly path: string
  readonly steps: readonly {
    readonly title: string
    /** 0 for a step, 1 for its sub-steps, and so on. */
    readonly depth: number
    readonly blocks: readonly string[]
  }[]
}

/** The runbooks that are carried out where these are, and inside those, each once. */
export function runbooksInside(plan: Plan, paths: readonly string[]): readonly InnerRunbook[] {
  const found = new Map<string, InnerRunbook>()
  const waiting = [...paths]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const pinned = plan.runbooks?.[path]
    if (!pinned || found.has(path)) continue
    const runbook = readRunbook(sourceOf(pinned.text), path.split('/').at(-1) ?? path)
    const steps = [...stepsWithin(runbook.steps)].map((step) => ({
      title: step.title,
      depth: step.depth,
      blocks: blocksOf(step)
        .filter(({ sample }) => !sample)
        .map(({ text }) => text.trimEnd()),
    }))
    found.set(path, { path, steps })
    waiting.push(...runbooksIn(runbook, path))
  }
  return [...found.values()]
}
