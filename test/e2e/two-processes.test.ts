import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { serve } from './browser.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

const desk = desksWith(() => ({
  'both.md': `# Both

## Steps

1. Change

   \`\`\`bash {auto}
   echo changed >> effects; sleep 6; echo over
   \`\`\`
2. Look by hand
3. End

   \`\`\`bash {auto}
   echo ended >> effects
   \`\`\`
`,
}))

const effects = (folder: string): readonly string[] =>
  readFileSync(join(folder, 'effects'), 'utf8').trim().split('\n')

describe.concurrent('two processes on one data folder', { timeout: 120_000 }, () => {
  test('two runs of one runbook go side by side, and the second says which other is open', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'both.md', '--mode', 'auto'])
    await first.sees('running')
    const second = await inPipe(here, ['run', 'both.md', '--mode', 'auto'])
    expect(second.err.replaceAll(/\s+/g, ' ')).toContain(
      `another run is open on the same target: ${runIn(first.text())}`,
    )
    expect(second.exit).toBe(3)
    await first.sees('] done')
    first.press('d')
    await first.sees('Succeeded')
    expect(await first.ended).toBe(0)
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  })

  test('resume of a run that goes elsewhere says which process has it, joins, and starts nothing again', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'both.md', '--mode', 'auto'])
    await first.sees('running')
    const run = runIn(first.text())
    const second = inTerminal(here, ['resume', run])
    await second.sees(/joined: process \d+ on \S+ drives/)
    const third = await inPipe(here, ['resume', run])
    expect(third.out.replaceAll(/\s+/g, ' ')).toMatch(/joined: process \d+ on \S+ drives this run/)
    expect(third.exit).toBe(3)
    await second.sees('] done')
    second.press('d')
    await first.sees('Succeeded')
    await second.sees('Succeeded')
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0])
    expect(effects(here.folder)).toEqual(['changed', 'ended'])
  })

  test('a server beside a terminal leaves its run to it, shows it, and takes it over when the terminal is gone', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'both.md', '--mode', 'auto'])
    await first.sees('running')
    const run = runIn(first.text())
    const served = await serve(here)
    try {
      await first.sees('] done')
      const joined = inTerminal(here, ['join', run])
      await joined.sees(/joined: process \d+/)
      first.kill('SIGKILL')
      await joined.sees('it goes on here now')
      await joined.sees('] done')
      joined.press('d')
      await joined.sees('Succeeded')
      expect(await joined.ended).toBe(0)
    } finally {
      await served.kill('SIGTERM')
    }
    expect(effects(here.folder)).toEqual(['changed', 'ended'])
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  })

  test('what one erases while another drives is refused, with who drives it', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'both.md', '--mode', 'auto'])
    await first.sees('running')
    const { exit, err } = await inPipe(here, ['redact', runIn(first.text()), '--output', '1'])
    expect(exit).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain('another process is driving this run')
    first.kill('SIGKILL')
    await first.ended
  })
})
