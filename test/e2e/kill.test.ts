import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { SshServer } from '../executor/ssh-server.ts'
import { noSsh, startSshServer } from '../executor/ssh-server.ts'

/** How often Kneeboard is killed, over all runs; more with `KB_KILLS=200`. */
const kills = Number(process.env['KB_KILLS'] ?? 16)
const steps = 20

const launcher = join(import.meta.dirname, '../../bin/kneeboard.js')
const folder = mkdtempSync(join(tmpdir(), 'kb-kill-'))
const library = join(folder, 'library')
mkdirSync(library)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ssh: SshServer | undefined = noSsh ? undefined : await startSshServer()
afterAll(() => ssh?.remove())

/** Every step leaves one line in a file (or a row in a table) and prints three, slowly enough to be caught in the middle. */
const kinds = {
  shell: (n: number) => `bash {auto}
for part in a b c; do echo "step ${n} part $part"; sleep 0.0${n % 5}; done
echo ${n} >> {{ effects }}`,
  script: (n: number) => `javascript {auto}
import { appendFileSync } from 'node:fs'
for (const part of 'abc') {
  console.log('step ${n} part ' + part)
  await new Promise((resolve) => setTimeout(resolve, ${(n % 5) * 10}))
}
appendFileSync(process.env.KB_effects, '${n}\\n')`,
  sql: (n: number) => `sql {auto connection="{{ database }}"}
INSERT INTO effects VALUES (${n});
SELECT 'step ${n} part a' AS a, 'step ${n} part b' AS b, 'step ${n} part c' AS c;`,
  ssh: (n: number) => `yaml ssh {auto}
host: far
script: |
  for part in a b c; do echo "step ${n} part $part"; sleep 0.0${n % 5}; done
  echo ${n} >> {{ effects }}`,
} as const

const kindOf = (n: number): keyof typeof kinds =>
  n % 4 === 1 ? 'script' : n % 4 === 2 ? 'sql' : n % 4 === 3 && ssh ? 'ssh' : 'shell'

const block = (n: number): string => {
  const lines = ['```' + kinds[kindOf(n)](n), '```'].flatMap((text) => text.split('\n'))
  return `${n}. Step ${n}\n\n${lines.map((line) => `    ${line}`).join('\n')}\n`
}
writeFileSync(
  join(library, 'twenty.md'),
  `# Twenty\n\n## Steps\n\n${Array.from({ length: steps }, (_, n) => block(n + 1)).join('\n')}\n## Parameters\n\n| Name | Description |\n|---|---|\n| effects | file that steps add a line to |\n| database | file that SQL steps add a row to |\n`,
)

/** Every round has records of its own: what is in them is the one run. */
type Round = { readonly data: string; readonly effects: string }

const databaseOf = ({ effects }: Round): string => `${effects}.sqlite`

function makeDatabase(round: Round): void {
  const database = new DatabaseSync(databaseOf(round))
  database.exec('CREATE TABLE effects (step INTEGER)')
  database.close()
}

/** The steps that had their effect, in order, each as often as it had it. */
function effectsOf(round: Round): readonly number[] {
  const lines = readFileSync(round.effects, 'utf8').trim().split('\n').map(Number)
  const database = new DatabaseSync(databaseOf(round), { readOnly: true })
  const rows = database.prepare('SELECT step FROM effects').all() as { step: number }[]
  database.close()
  return [...lines, ...rows.map(({ step }) => step)].toSorted((a, b) => a - b)
}

const kneeboard = ({ data }: Round, ...args: readonly string[]) => [
  launcher,
  '--library',
  library,
  '--data',
  data,
  ...args,
]

const start = (round: Round, ...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, kneeboard(round, ...args), {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PATH: [...(ssh ? [ssh.bin] : []), process.env['PATH'] ?? ''].join(':') },
  })

const ends = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null
      ? child.on('exit', resolve)
      : resolve(child.exitCode),
  )

const json = (round: Round, ...args: readonly string[]): string =>
  spawnSync(process.execPath, kneeboard(round, ...args), { encoding: 'utf8' }).stdout

type Head = { readonly run: string; readonly open: boolean; readonly status: string }

const runOf = (round: Round): Head | undefined =>
  (JSON.parse(json(round, 'runs', '--json')) as { runs: Head[] }).runs[0]

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts, and kills at random moments after the first fact was told, until the run ends. Gives how often. */
async function runUnderKills(round: Round, killsMax: number): Promise<number> {
  const begin = () =>
    start(
      round,
      'run',
      'twenty.md',
      '--mode',
      'auto',
      '--json',
      '--param',
      `effects=${round.effects}`,
      '--param',
      `database=${databaseOf(round)}`,
    )
  let child = begin()
  for (let killed = 0; ; killed++) {
    const exit = ends(child)
    const moment = new Promise((resolve) => child.stdout?.once('data', resolve)).then(() =>
      sleep(Math.random() * 500),
    )
    child.stdout?.on('data', () => undefined)
    const going = moment.then(() => 'going' as const)
    const finished = await Promise.race(killed < killsMax ? [exit, going] : [exit])
    if (finished !== 'going') return killed
    child.kill('SIGKILL')
    await exit
    const run = runOf(round)
    // Killed before the run was recorded there is nothing to go on with; killed after its end there is nothing left.
    if (run && !run.open) return killed + 1
    child = run ? start(round, 'resume', '--json') : begin()
  }
}

const numbers = Array.from({ length: steps }, (_, n) => n + 1)

describe('kill -9 at random moments', () => {
  it(
    `leaves every effect exactly once, no output lost, no question asked (${kills} kills)`,
    { timeout: 600_000 },
    async () => {
      let killed = 0
      for (let number = 0; killed < kills; number++) {
        const round = { data: join(folder, `data-${number}`), effects: join(folder, `effects-${number}`) }
        makeDatabase(round)
        killed += await runUnderKills(round, kills - killed)
        const run = runOf(round)
        expect(run?.status).toBe('succeeded')
        expect(effectsOf(round)).toEqual(numbers)
        const log = json(round, 'log', run?.run ?? '')
        for (const n of numbers)
          for (const part of ['a', 'b', 'c']) expect(log.split(`step ${n} part ${part}`)).toHaveLength(2)
        expect(json(round, 'report', run?.run ?? '', '--format', 'json')).not.toContain('question.asked')
      }
      console.log(`killed ${killed} times`)
    },
  )
})

/** A process namespace of one's own dies with its first process, and is another boot to whoever looks for it later. */
const boot = ['--pid', '--fork', '--kill-child=KILL', '--mount-proc']
const reboots = spawnSync('unshare', [...boot, 'true']).status === 0

describe.skipIf(!reboots)('the machine starts again (needs the right to unshare)', () => {
  it('asks what became of the command that was running, and repeats nothing', async () => {
    const round = { data: join(folder, 'data-reboot'), effects: join(folder, 'effects-reboot') }
    writeFileSync(
      join(library, 'reboot.md'),
      `# Reboot\n\n## Steps\n\n1. Begin\n\n   \`\`\`bash {auto}\n   EFFECTS={{ effects }}\n   \`\`\`\n\n2. Stay\n\n   \`\`\`bash {auto}\n   echo begun >> "$EFFECTS"\n   sleep 60\n   \`\`\`\n\n## Parameters\n\n| Name | Description |\n|---|---|\n| effects | file that the step adds a line to |\n`,
    )
    const run = ['run', 'reboot.md', '--param', `effects=${round.effects}`, '--mode', 'auto', '--json']
    const machine = spawn('unshare', [...boot, process.execPath, ...kneeboard(round, ...run)], {
      stdio: ['ignore', 'ignore', 'ignore'],
    })
    while (!existsSync(round.effects)) await sleep(50)
    const off = ends(machine)
    machine.kill('SIGKILL')
    await off
    const resumed = start(round, 'resume', '--json')
    let told = ''
    resumed.stdout?.on('data', (piece: Buffer) => (told += piece.toString()))
    const gone = ends(resumed)
    while (!told.includes('question.asked') && resumed.exitCode === null) await sleep(50)
    resumed.kill('SIGTERM')
    await gone
    expect(told).toContain('attempt.unknown')
    expect(told).toContain('started again')
    expect(readFileSync(round.effects, 'utf8')).toBe('begun\n')
  })
})
