import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Block } from '../document/block.ts'
import { documentHash, executableHash } from '../document/executable.ts'
import { readRunbook } from '../document/read.ts'
import type { Runbook } from '../document/runbook.ts'
import type { StepId } from '../document/step.ts'
import { readSource } from '../text/source.ts'
import { stepOf, within } from './find.ts'
import type { PlanResult } from './make.ts'
import { makePlan } from './make.ts'
import { offersOf } from './offer.ts'
import type { Plan } from './plan.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/markdown')

const planOfFile = (file: string): PlanResult | undefined => {
  const bytes = readFileSync(file)
  const read = readSource(bytes)
  if (read.kind !== 'source') return undefined
  const runbook = readRunbook(read.source, basename(file))
  return makePlan({
    runbook,
    path: file,
    given: new Map(),
    version: { kind: 'unversioned' },
    documentHash: documentHash(bytes),
    executableHash: executableHash(runbook),
    environment: new Set(['HOME', 'PATH', 'USER']),
  })
}

/** Every node is reached once from a root, and knows its parent. */
function treeFaults(plan: Plan): readonly string[] {
  const seen = new Set<StepId>()
  const faults: string[] = []
  for (const root of [plan.root, ...(plan.rollback === undefined ? [] : [plan.rollback])]) {
    for (const id of within(plan, root)) {
      if (seen.has(id)) return [...faults, `${id} is reached twice`]
      seen.add(id)
      for (const child of stepOf(plan, id).children)
        if (stepOf(plan, child).parent !== id) faults.push(`${child} does not know ${id}`)
    }
  }
  return faults
}

/** Blocks that a reader of the format may not be offered, and are. */
const wronglyOffered = (runbook: Runbook): readonly Block[] =>
  [...offersOf(runbook, new Set(['HOME', 'PATH']))].flatMap(([block, offer]) => {
    const never = block.language === 'console' || block.language === '' || block.fence === 'indented'
    return offer.kind === 'offered' && never ? [block] : []
  })

describe.skipIf(!existsSync(corpus))('the plan of every runbook of the corpus', () => {
  it('offers no console, untagged or indented block', { timeout: 300_000 }, () => {
    const faults = globSync(join(corpus, '**/*.md')).flatMap((file) => {
      const read = readSource(readFileSync(file))
      if (read.kind !== 'source') return []
      return wronglyOffered(readRunbook(read.source, basename(file))).map(
        ({ range }) => `${file} ${range.from}`,
      )
    })
    expect(faults).toEqual([])
  })

  it('is a tree, or says why there is none', { timeout: 300_000 }, () => {
    const faults: string[] = []
    for (const file of globSync(join(corpus, '**/*.md'))) {
      const result = planOfFile(file)
      if (result?.kind !== 'plan') continue
      for (const fault of treeFaults(result.plan)) faults.push(`${file}: ${fault}`)
      const open = Object.values(result.plan.steps).filter(
        (step) =>
          step.kind === 'step' &&
          step.commands.some(
            ({ input }) =>
              input.action === 'shell' && /<[a-z][a-z-]+>/.test(input.source) && input.holes.length === 0,
          ),
      )
      for (const step of open) faults.push(`${file}:${step.line}: an open placeholder is offered`)
    }
    expect(faults.slice(0, 20)).toEqual([])
  })
})
