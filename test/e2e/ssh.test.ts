import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshServer } from '../executor/ssh-server.ts'
import { noSsh, startSshServer } from '../executor/ssh-server.ts'
import { textIn } from '../executor/until.ts'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

const launcher = join(import.meta.dirname, '../../bin/kneeboard.js')
const kills = Number(process.env['KB_KILLS'] ?? 12)
const steps = Array.from({ length: 6 }, (_, n) => n + 1)

const parameters = (...names: readonly string[]) =>
  `\n## Parameters\n\n| Name | Description |\n|---|---|\n${names.map((name) => `| ${name} | what it is |`).join('\n')}\n`

const block = (n: number) => `${n}. Step ${n}

   \`\`\`yaml ssh {auto}
   host: "{{ host }}"
   script: |
     for part in a b c; do echo "step ${n} part $part"; sleep 0.1; done
     echo ${n} >> {{ effects }}
   \`\`\`
`

const files = {
  'six.md': `# Six\n\n## Steps\n\n${steps.map(block).join('\n')}${parameters('host', 'effects')}`,
  'one.md': `# One\n\n## Steps\n\n1. **Look at the other host.**

   \`\`\`yaml ssh
   host: "{{ host }}"
   env:
     WHO: "{{ who }}"
   script: |
     echo "hello $WHO from there"
   \`\`\`
${parameters('host', 'who')}`,
}

describe.skipIf(noSsh)(
  `blocks on another host, from the command line${noSsh ? ` (skipped: ${noSsh})` : ''}`,
  () => {
    const desk = desksWith(() => files)
    let server: SshServer
    let searched: { PATH: string }

    beforeAll(async () => {
      server = await startSshServer()
      searched = { PATH: `${server.bin}:${process.env['PATH'] ?? ''}` }
    }, 60_000)
    afterAll(() => server?.remove())

    it(
      'shows where it will land, runs on the press, and says what was printed there',
      { timeout: 120_000 },
      async () => {
        const person = inTerminal(
          desk(),
          ['run', 'one.md', '--param', 'host=far', '--param', "who=O'Hara"],
          searched,
        )
        await person.sees('sh on far')
        await person.sees(`on far (127.0.0.1:${server.port}) as`)
        person.press('r')
        await person.sees("hello O'Hara from there")
        await person.ended
      },
    )

    it('is refused for what is no host, before anything runs', { timeout: 60_000 }, async () => {
      const bad = await inPipe(
        desk(),
        [
          'run',
          'one.md',
          '--param',
          'host=-oProxyCommand=touch x',
          '--param',
          'who=me',
          '--mode',
          'unattended',
        ],
        searched,
      )
      expect(bad.exit).not.toBe(0)
      expect(bad.out + bad.err).toContain('is not the name or address of a host')
    })

    it(
      `killed at random moments (${kills} kills): every effect once, no output lost, no question asked`,
      { timeout: 600_000 },
      async () => {
        for (let killed = 0; killed < kills;) {
          const here = desk()
          const effects = join(server.home, `effects-${killed}`)
          const environment = {
            ...process.env,
            ...searched,
            HOME: join(here.folder, '..'),
            XDG_STATE_HOME: here.state,
          }
          const given = ['--param', 'host=far', '--param', `effects=${effects}`]
          for (let words = ['run', 'six.md', ...given, '--mode', 'auto', '--json']; ; killed++) {
            const child = spawn(process.execPath, [launcher, ...words], {
              cwd: here.folder,
              env: environment,
              stdio: ['ignore', 'pipe', 'ignore'],
            })
            const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')))
            const moment = new Promise((resolve) => child.stdout.once('data', resolve))
              .then(() => sleep(Math.random() * 1200))
              .then(() => 'going' as const)
            child.stdout.on('data', () => undefined)
            if ((await Promise.race(killed < kills ? [ended, moment] : [ended])) === 'ended') break
            child.kill('SIGKILL')
            await ended
            const { runs } = JSON.parse((await inPipe(here, ['runs', '--json'], searched)).out) as {
              runs: readonly { open: boolean }[]
            }
            if (runs[0] && !runs[0].open) break
            if (runs[0]) words = ['resume', '--json']
          }
          const listed = (await inPipe(here, ['runs', '--json'], searched)).out
          expect(listed).toContain('"status": "succeeded"')
          expect(textIn(effects)).toBe(steps.map((n) => `${n}\n`).join(''))
          const log = (await inPipe(here, ['log', runIn(listed)], searched)).out
          for (const n of steps)
            for (const part of ['a', 'b', 'c']) expect(log.split(`step ${n} part ${part}\n`)).toHaveLength(2)
          const report = await inPipe(here, ['report', runIn(listed), '--format', 'json'], searched)
          expect(report.out).not.toContain('question.asked')
        }
      },
    )
  },
)
