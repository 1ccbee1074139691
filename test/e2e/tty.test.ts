import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

const runbook = `# Work by hand

## Steps

1. **Change the file.**

   \`\`\`bash {tty}
   PS1='here> ' bash --norc -i
   \`\`\`

2. **Look at it.**

   \`\`\`sh
   cat made
   \`\`\`
`

const desk = desksWith(() => ({ 'hand.md': runbook }))

describe('a step with a terminal', { timeout: 120_000 }, () => {
  test('outlives kill -9 of Kneeboard, and whoever resumes the run sits at it again', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'hand.md'])
    await at.sees('] run')
    at.press('r')
    await at.sees('here> ')
    at.press(`kept="not lost"\r`)
    await at.sees('here> ')
    at.kill('SIGKILL')
    await at.ended
    const run = runIn(at.text())
    const again = inTerminal(here, ['resume', run])
    await again.sees('here> ')
    again.press('echo "it is $kept" > made; exit\r')
    await again.sees('exit 0')
    await again.sees('] run')
    again.press('r')
    await again.sees('it is not lost')
    await again.sees('Succeeded')
    expect(await again.ended).toBe(0)
    expect(readFileSync(join(here.folder, 'made'), 'utf8')).toBe('it is not lost\n')
    // The record has what was typed and shown, and nothing of it can move a reader's cursor.
    const { out } = await inPipe(here, ['log', run])
    expect(out).toContain('kept="not lost"')
    expect(out).not.toContain('\u001b[?2004h')
  })

  test('without a terminal it is not begun, and says what to do', async () => {
    const here = desk()
    writeFileSync(
      join(here.folder, 'auto.md'),
      runbook.replaceAll('{tty}', '{tty auto}').replace('```sh', '```sh {auto}'),
    )
    const ended = await inPipe(here, ['run', 'auto.md', '--mode', 'unattended'])
    expect(ended.out + ended.err).toContain('needs a terminal')
    expect(ended.exit).not.toBe(0)
  })
})
