import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Agreement } from './agreement.ts'
import type { DangerousBlock } from './danger.ts'
import { faultsOf } from './danger.ts'
import type { Figures } from './figures.ts'
import { figuresOf, raised } from './figures.ts'
import type { Group } from './judgement.ts'
import { groups } from './judgement.ts'

/** What has been reached: figures that may only rise, and the faults that are still there, which may only go. */
export type Floor = Readonly<Partial<Record<Group, Figures>>> & { readonly dangerous: readonly string[] }

const file = join(import.meta.dirname, 'floor.json')

export const readFloor = (): Floor => JSON.parse(readFileSync(file, 'utf8')) as Floor

/** Writes what is better than the floor into it; what is worse stays as it was. */
export function raiseFloor(
  agreements: Readonly<Record<Group, readonly Agreement[]>>,
  faults: readonly string[],
): void {
  const floor = readFloor()
  const judged = groups.filter((group) => agreements[group].length > 0)
  const next: Floor = {
    ...Object.fromEntries(
      judged.map((group) => {
        const [figures, reached] = [figuresOf(agreements[group]), floor[group]]
        return [group, reached ? raised(figures, reached) : figures]
      }),
    ),
    dangerous: floor.dangerous.filter((fault) => faults.includes(fault)),
  }
  writeFileSync(file, `${JSON.stringify(next, undefined, 2)}\n`)
}

/** Every fault of the dangerous blocks, as one line each. */
export const faultLines = (blocks: readonly DangerousBlock[]): readonly string[] =>
  blocks.flatMap((block) => faultsOf(block).map((fault) => `${block.path}:${block.line}: ${fault}`))
