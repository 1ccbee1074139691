import { describe, expect, it } from 'vitest'
import { agreementOf, alike } from './agreement.ts'
import { dangerousBlocks } from './danger.ts'
import { below, figuresOf, isExact } from './figures.ts'
import { faultLines, readFloor } from './floor.ts'
import { halves, isCollectionHere, judgementsOf } from './judgement.ts'

describe('the judged sample', () => {
  it('is two halves of 48 files of no more than four a repository', () => {
    const paths = halves.flatMap((half) => judgementsOf(half).map(({ path }) => path))
    const repositories = Map.groupBy(paths, (path) => path.split('/')[0])
    expect(new Set(paths).size).toBe(96)
    expect(Math.max(...[...repositories.values()].map(({ length }) => length))).toBeLessThanOrEqual(4)
  })

  it('compares titles loosely', () => {
    expect(alike('Restart the `foo` pod.', 'Restart the foo pod')).toBe(true)
    expect(alike('Restart the pod', 'Restart the pod and wait for it')).toBe(true)
    expect(alike('Restart the pod', 'Delete a namespace')).toBe(false)
  })
})

describe.skipIf(!isCollectionHere())('the reader beside the judged sample', { timeout: 120_000 }, () => {
  for (const half of halves) {
    it(`agrees with the ${half} half no less than before`, () => {
      const figures = figuresOf(judgementsOf(half).map(agreementOf))
      expect(below(figures, readFloor()[half]), JSON.stringify(figures)).toEqual([])
    })
  }

  it('disagrees with a judgement that is wrong by a line', () => {
    const right = judgementsOf('seen').find((one) => one.steps.length > 0 && isExact(agreementOf(one)))
    const steps = right?.steps.map(({ line, title }) => ({ line: line + 1, title })) ?? []
    expect(right && isExact(agreementOf({ ...right, steps }))).toBe(false)
  })

  it('lets no dangerous block run in a way it could not be run before', () => {
    const known = new Set(readFloor().dangerous)
    expect(faultLines(dangerousBlocks()).filter((fault) => !known.has(fault))).toEqual([])
  })
})
