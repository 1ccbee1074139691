import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

/** How often Kneeboard is killed, over all runs; more with `KB_KILLS=200`. */
const kills = Number(process.env['KB_KILLS'] ?? 50)
const steps = 20

const launcher = join(import.meta.dirname, '../../bin/kneeboard.js')
const folder = mkdtempSync(join(tmpdir(), 'kb-kill-'))
const library = join(folder, 'library')
mkdirSync(library)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every step leaves one line in a file of its own and prints three, slowly enough to be caught in the middle. */
const block = (n: number) => `${n}. Step ${n}

   \`\`\`bash {auto}
   for part in a b c; do echo "step ${n} part $part"; sleep 0.0${n % 5}; done
   echo ${n} >> "$EFFECTS"
   \`\`\`
`
writeFileSync(
  join(library, 'twenty.md'),
  `# Twenty\n\n## Steps\n\n1. Begin\n\n   \`\`\`bash {auto}\n   EFFECTS={{ effects }}\n   \`\`\`\n\n## More steps\n\n${Array.from({ length: steps }, (_, n) => block(n + 1)).join('\n')}\n## Parameters\n\n| Name | Description |\n|---|---|\n| effects | file that every step adds a line to |\n`,
)

const kneeboard = (...args: readonly string[]) => [
  launcher,
  '--library',
  library,
  '--data',
  join(folder, 'data'),
  ...args,
]

const start = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, kneeboard(...args), { stdio: ['ignore', 'pipe', 'ignore'] })

const ends = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null
      ? child.on('exit', resolve)
      : resolve(child.exitCode),
  )

const json = (...args: readonly string[]): string =>
  spawnSync(process.execPath, kneeboard(...args), { encoding: 'utf8' }).stdout

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts, and kills at random moments after the first fact was told, until the run ends. Gives how often. */
async function runUnderKills(
  effects: string,
  killsMax: number,
): Promise<{ killed: number; exit: number | null }> {
  const begin = () => start('run', 'twenty.md', '--param', `effects=${effects}`, '--mode', 'auto', '--json')
  let child = begin()
  for (let killed = 0; ; killed++) {
    const exit = ends(child)
    const moment = new Promise((resolve) => child.stdout?.once('data', resolve)).then(() =>
      sleep(Math.random() * 500),
    )
    child.stdout?.on('data', () => undefined)
    const finished = await Promise.race([
      exit,
      killed < killsMax ? moment.then(() => 'going' as const) : exit,
    ])
    if (finished !== 'going') return { killed, exit: finished }
    child.kill('SIGKILL')
    await exit
    child = existsRun() ? start('resume', '--json') : begin()
  }
}

/** Killed before the run was recorded, nothing is there to go on with. */
const existsRun = (): boolean =>
  (JSON.parse(json('runs', '--open', '--json')) as { runs: unknown[] }).runs.length > 0

describe('kill -9 at random moments', () => {
  it(
    `leaves every effect exactly once, no output lost, no question asked (${kills} kills)`,
    { timeout: 600_000 },
    async () => {
      let killed = 0
      for (let round = 0; killed < kills; round++) {
        const effects = join(folder, `effects-${round}`)
        const result = await runUnderKills(effects, kills - killed)
        killed += result.killed
        expect(result.exit).toBe(0)
        expect(existsSync(effects) && readFileSync(effects, 'utf8').trim().split('\n')).toEqual(
          Array.from({ length: steps }, (_, n) => String(n + 1)),
        )
        const [last] = (JSON.parse(json('runs', '--json')) as { runs: { run: string }[] }).runs
        const log = json('log', last?.run ?? '')
        const report = json('report', last?.run ?? '', '--format', 'json')
        for (let n = 1; n <= steps; n++)
          for (const part of ['a', 'b', 'c']) expect(log.split(`step ${n} part ${part}\n`).length).toBe(2)
        expect(report).not.toContain('question.asked')
      }
      console.log(`killed ${killed} times`)
    },
  )
})
