import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

/** As many steps as a document may have. All of them are carried out with `KB_STEPS=all`: minutes. */
const steps = 10_000
const all = process.env['KB_STEPS'] === 'all'

const step = (n: number): string => {
  const indent = ' '.repeat(`${n}. `.length)
  const block = ['```bash {auto}', `echo ${n} >> effects`, '```'].map((line) => `${indent}${line}\n`)
  return `${n}. Step ${n}\n\n${block.join('')}\n`
}

const desk = desksWith(() => ({
  'many.md': `# Many\n\n## Steps\n\n${Array.from({ length: steps }, (_, n) => step(n + 1)).join('')}`,
}))

const effects = ({ folder }: Desk): readonly number[] => {
  const file = join(folder, 'effects')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []
}

/** Reading and planning so many steps takes longer than anybody waits for a key. */
async function until(here: Desk, count: number): Promise<void> {
  while (effects(here).length < count) await new Promise((resolve) => setTimeout(resolve, 50))
}

const inOrder = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1)

test(
  'ten thousand steps are read, shown, begun, killed, taken up again and left, each done once',
  { timeout: all ? 3_600_000 : 300_000 },
  async () => {
    const here = desk()
    const dry = await inPipe(here, ['run', 'many.md', '--mode', 'dry-run'])
    expect(dry.exit).toBe(0)
    expect(dry.out).toContain(`echo ${steps} >> effects`)

    const first = inTerminal(here, ['run', 'many.md', '--mode', 'auto'])
    await until(here, 12)
    first.kill('SIGKILL')
    await first.ended
    const before = effects(here).length
    expect(effects(here)).toEqual(inOrder(before))
    if (all) expect((await inPipe(here, ['resume'])).exit).toBe(0)
    else {
      const second = inTerminal(here, ['resume'])
      await until(here, before + 10)
      second.kill('SIGKILL')
      await second.ended
      expect((await inPipe(here, ['cancel', runIn(first.text())])).exit).toBe(0)
    }
    const done = effects(here).length
    expect(effects(here)).toEqual(inOrder(done))
    expect(done).toBeGreaterThan(before)
    const status = await inPipe(here, ['status'])
    expect(status.out).toContain(`${steps} steps: `)
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  },
)
