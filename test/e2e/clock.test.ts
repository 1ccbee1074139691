import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

/** Gives one process a clock of its own, which a file sets while it runs. Running time stays what it is. */
const library = ['x86_64', 'aarch64']
  .map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path))

const setClock = ({ folder }: Desk, offset: string): void => {
  const file = join(folder, 'clock')
  // Never half written: it is read at every look at the clock.
  writeFileSync(`${file}.new`, `${offset}\n`)
  renameSync(`${file}.new`, file)
}

const clockOf = ({ folder }: Desk) => ({
  LD_PRELOAD: library ?? '',
  FAKETIME_TIMESTAMP_FILE: join(folder, 'clock'),
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  DONT_FAKE_MONOTONIC: '1',
})

/** The second step ends by its limit alone, the third by its timer alone; the fourth is a person's. */
const desk = desksWith(() => ({
  'clock.md': `# Clock

## Steps

1. Begin

   \`\`\`bash {auto}
   echo begun
   \`\`\`

2. Stay

   \`\`\`bash {auto timeout=4s}
   echo staying; sleep 300
   \`\`\`

3. Wait

   \`\`\`yaml wait {auto}
   for: 4s
   \`\`\`

4. Look by hand

5. End

   \`\`\`bash {auto}
   echo at the end
   \`\`\`
`,
}))

type Report = {
  readonly run: { readonly status: string }
  readonly steps: readonly {
    readonly title: string
    readonly attempts: readonly { readonly tookMs?: number }[]
  }[]
}

describe
  .skipIf(!library)
  .concurrent('a clock that is set back by an hour (needs libfaketime)', { timeout: 120_000 }, () => {
    test('inside a run: limits and waits end when they should, others answer, and nothing takes less than no time', async () => {
      const here = desk()
      setClock(here, '+0')
      const first = inTerminal(here, ['run', 'clock.md', '--mode', 'auto'], clockOf(here))
      await first.sees('staying')
      setClock(here, '-3600')
      await first.sees('time limit')
      await first.sees('[s] skip')
      first.press('d')
      await first.sees('Wait')
      await first.sees('Look by hand')
      await first.sees('] done')
      const second = inTerminal(here, ['join', runIn(first.text())], clockOf(here))
      await second.sees('] done')
      second.press('d')
      await first.sees('at the end')
      await first.sees('Succeeded')
      await second.sees('Succeeded')
      expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0])
      const report = JSON.parse((await inPipe(here, ['report', '--json'], clockOf(here))).out) as Report
      for (const { attempts } of report.steps)
        for (const { tookMs } of attempts) expect(tookMs ?? 0).toBeGreaterThanOrEqual(0)
      expect((await inPipe(here, ['audit', 'verify'], clockOf(here))).exit).toBe(0)
    })

    test('between two sittings: it is said, nothing is done twice, and the run goes on', async () => {
      const here = desk()
      setClock(here, '+0')
      const first = inTerminal(here, ['run', 'clock.md', '--mode', 'auto'], clockOf(here))
      await first.sees('staying')
      first.kill('SIGKILL')
      await first.ended
      setClock(here, '-3600')
      const second = inTerminal(here, ['resume'], clockOf(here))
      await second.sees(/clock is (59|1 h)/)
      await second.sees('time limit')
      await second.sees('[s] skip')
      second.press('d')
      await second.sees('] done')
      second.press('d')
      await second.sees('Succeeded')
      expect(await second.ended).toBe(0)
      expect(second.text()).not.toContain('│ begun')
      expect((await inPipe(here, ['audit', 'verify'], clockOf(here))).exit).toBe(0)
    })
  })
