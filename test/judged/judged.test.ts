import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agreementOf, alike } from './agreement.ts'
import { dangerousBlocks } from './danger.ts'
import { below, figuresOf, isExact } from './figures.ts'
import { faultLines, readFloor } from './floor.ts'
import type { Group, Judgement } from './judgement.ts'
import { collection, groups, isCollectionHere, judgementsOf, tunedOn } from './judgement.ts'

describe('the judged sample', () => {
  it('is two halves of 48 files of no more than four a repository', () => {
    const paths = [...pathsOf('seen'), ...pathsOf('unseen')]
    expect(new Set(paths).size).toBe(96)
    expect(mostOfOneRepository(paths)).toBeLessThanOrEqual(4)
  })

  it('has a fresh sample of 60 other files of no more than three a repository', () => {
    const paths = pathsOf('fresh')
    expect(new Set(paths).size).toBe(60)
    expect(new Set([...pathsOf('seen'), ...pathsOf('unseen')]).isDisjointFrom(new Set(paths))).toBe(true)
    expect(mostOfOneRepository(paths)).toBeLessThanOrEqual(3)
  })

  for (const [group, size] of [
    ['unseen-2', 44],
    ['unseen-3', 52],
    ['unseen-4', 44],
    ['unseen-5', 44],
  ] as const) {
    it(`has ${group}: ${size} files that no group before it holds, of no more than four a repository`, () => {
      const paths = pathsOf(group)
      const before = groups.slice(0, groups.indexOf(group)).flatMap(pathsOf)
      expect(new Set(paths).size).toBe(size)
      expect(new Set(before).isDisjointFrom(new Set(paths))).toBe(true)
      expect(mostOfOneRepository(paths)).toBeLessThanOrEqual(4)
    })
  }

  it('is reported from a group that is not tuned on', () => {
    expect(groups.filter((group) => !tunedOn.some((one) => one === group))).toEqual(['unseen-5'])
  })

  it('compares titles loosely', () => {
    expect(alike('Restart the `foo` pod.', 'Restart the foo pod')).toBe(true)
    expect(alike('Restart the pod', 'Restart the pod and wait for it')).toBe(true)
    expect(alike('Restart the pod', 'Delete a namespace')).toBe(false)
  })
})

describe.skipIf(!isCollectionHere())('the reader beside the judged sample', { timeout: 120_000 }, () => {
  for (const group of groups.filter((one) => judgementsOf(one).length > 0)) {
    // Figures only: a failure must not name a file that is not tuned on.
    it(`agrees with the ${group} files no less than before`, () => {
      const figures = figuresOf(judgementsOf(group).map(agreementOf))
      const floor = readFloor()[group] ?? figures
      expect(below(figures, floor), JSON.stringify(figures)).toEqual([])
    })
  }

  for (const group of groups) {
    it(`is beside judgements of the ${group} files whose steps stand on text and whose blocks are fences`, () => {
      expect(judgementsOf(group).filter((one) => !namesItsLines(one)).length).toBe(0)
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

const pathsOf = (group: Group): readonly string[] => judgementsOf(group).map(({ path }) => path)

/** Found by lines, not by the reader. */
function namesItsLines({ path, steps, blocks, menus }: Judgement): boolean {
  const lines = readFileSync(join(collection, path), 'utf8').split(/\r\n|\r|\n/)
  const at = (line: number): string => lines[line - 1] ?? ''
  return (
    steps.every(
      ({ line, until = line }) => at(line).trim() !== '' && at(until).trim() !== '' && line <= until,
    ) &&
    blocks.every(({ line }) => /`{3}|~{3}/.test(at(line))) &&
    menus.every(({ line }) => at(line).trim() !== '')
  )
}

const mostOfOneRepository = (paths: readonly string[]): number =>
  Math.max(...[...Map.groupBy(paths, (path) => path.split('/')[0]).values()].map(({ length }) => length))
