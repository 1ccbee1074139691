import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeBench, shell } from '../../../test/executor/bench.ts'
import { runNumber } from '../../../test/conformance/run.ts'
import { until } from '../../../test/executor/until.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'
import { effectId } from '../../run/id.ts'

const bench = makeBench()
afterAll(() => bench.remove())

let numbers = 0

/** Attempts of a run of their own, one after the other, each cleaned away when the next has begun, as drivers do. */
async function oneByOne(
  sources: readonly string[],
  change: Partial<Attempt> = {},
): Promise<{
  readonly folder: string
  readonly outcomes: readonly Outcome[]
  readonly end: () => Promise<void>
}> {
  const run = runNumber(1000 + ++numbers)
  const outcomes: Outcome[] = []
  let before: Attempt['effect'] | undefined
  for (const [index, source] of sources.entries()) {
    const attempt = { ...bench.attempt(shell(source), change), effect: effectId(run, index + 1) }
    await bench.executor.prepare(attempt)
    const running = bench.executor.run(attempt)
    if (before) await bench.executor.clean(before)
    outcomes.push(await running)
    before = attempt.effect
  }
  if (before) await bench.executor.clean(before)
  const end = async (): Promise<void> => void (await bench.executor.endRun(run, 100))
  return { folder: dirname(bench.folder(effectId(run, 1))), outcomes, end }
}

const inodeIn = '"$(ls -di "$(dirname "$KNEEBOARD_OUTPUT")" | cut -d" " -f1)"'

test("a folder serves one attempt of its run after the other, and holds only what is the last one's", async () => {
  const look = `printf '%s %s\\n' ${inodeIn} "$(ls "$(dirname "$KNEEBOARD_OUTPUT")" | tr '\\n' ' ')"`
  const { outcomes, end } = await oneByOne([look, look, look, look])
  const said = outcomes.map(({ stdout }) => stdout.trim())
  expect(new Set(said.map((line) => line.split(' ')[0])).size).toBeLessThan(4)
  for (const line of said) expect(line).toMatch(/^[0-9]+ attempt.json claim stderr stdout$/)
  await end()
})

test('what an attempt left running does not speak in the next one', async () => {
  const chatter = '(while :; do echo old; sleep 0.01; done) & echo mine'
  const { outcomes, end } = await oneByOne([chatter, 'echo one', 'sleep 0.2; echo two', 'echo three'])
  expect(outcomes.slice(1).map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n', 'three\n'])
  await end()
})

test('of what was secret nothing stays in a folder that waits', async () => {
  const { folder, end } = await oneByOne([':', 'echo "$KB_s"'], { secrets: { KB_s: 'correct-horse' } })
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
  expect(files.length).toBeGreaterThan(0)
  for (const path of files) expect(readFileSync(path, 'utf8')).not.toContain('correct-horse')
  await end()
})

test('a folder in which anything else lies is removed, and nothing of a run stays after its end', async () => {
  const { folder, end } = await oneByOne(['echo n=1 >"$KNEEBOARD_OUTPUT"', ':'])
  expect(readdirSync(folder).every((name) => name.startsWith('spare-'))).toBe(true)
  await end()
  expect(existsSync(folder)).toBe(false)
})

test('a folder that waits goes after a while', async () => {
  const { folder } = await oneByOne([':'])
  expect(readdirSync(folder)).toHaveLength(1)
  await until('it is gone', () => readdirSync(folder).length === 0)
})
