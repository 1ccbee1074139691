import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { watchFolders } from './watch.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-watch-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Does something again and again until it was told of. */
async function untilTold(told: () => number, act: (turn: number) => void): Promise<number> {
  const before = told()
  for (let turn = 0; told() === before && turn < 200; turn++) {
    act(turn)
    await sleep(100)
  }
  return told() - before
}

test('a change in a folder of runbooks is told, also in one that came later; after the end nothing is', async () => {
  mkdirSync(join(base, 'deep'))
  let count = 0
  const stop = watchFolders(base, () => count++)
  const told = () => count
  expect(await untilTold(told, (turn) => writeFileSync(join(base, 'a.md'), `${turn}`))).toBeGreaterThan(0)
  expect(
    await untilTold(told, (turn) => writeFileSync(join(base, 'deep', 'b.md'), `${turn}`)),
  ).toBeGreaterThan(0)
  mkdirSync(join(base, 'deep', 'new'))
  expect(
    await untilTold(told, (turn) => writeFileSync(join(base, 'deep', 'new', 'c.md'), `${turn}`)),
  ).toBeGreaterThan(0)
  stop()
  const before = count
  writeFileSync(join(base, 'a.md'), 'after')
  await sleep(600)
  expect(count).toBe(before)
})
