import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal } from './kneeboard.ts'

const fence = (code: string): string => `\n\n   \`\`\`sh\n   ${code}\n   \`\`\`\n`

const before = `# Move it

## Steps

1. Stop it${fence('echo stop >> log')}2. Copy it${fence('echo copy to the wong place >> log')}3. Start it${fence('echo start >> log')}`

/** A step before the others, one corrected, one under another title, one more parameter. */
const after = `# Move it

## Parameters

| Name | Type | Required |
|---|---|---|
| place | string | yes |

## Steps

1. Warn everybody${fence('echo warn >> log')}2. Stop it${fence('echo stop >> log')}3. Copy it${fence('echo copy to {{ place }} >> log')}4. Start it again${fence('echo start >> log')}`

const desk = desksWith(() => ({ 'move.md': before }))

const enter = '\r'

describe.concurrent('a run with a corrected text', { timeout: 120_000 }, () => {
  test('is shown, confirmed, and goes on; what was done stays done, what changed is asked', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'move.md'])
    for (const said of ['echo stop', 'echo copy']) {
      await first.sees(said)
      await first.sees('] run')
      first.press('r')
      await first.sees('exit 0')
    }
    await first.sees('echo start')
    await first.sees('] run')
    first.press('p')
    expect(await first.ended).toBe(3)
    expect(await inPipe(here, ['resume', '--corrected'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('confirmed by a person') as string,
    })

    const same = inTerminal(here, ['resume', '--corrected'])
    await same.sees('the text is the one the run follows already')
    expect(await same.ended).toBe(2)

    writeFileSync(join(here.folder, 'move.md'), after)
    const at = inTerminal(here, ['resume', '--corrected'])
    await at.sees('place = ')
    at.press(`the cellar${enter}`)
    await at.sees('This step is finished, and was changed since')
    await at.sees('- echo copy to the wong place')
    await at.sees('+ echo copy to {{ place }}')
    await at.sees('] keep it as done')
    at.press('a')
    await at.sees('The same commands under another title')
    await at.sees('] it is the same step')
    at.press('y')
    await at.sees('Warn everybody (new: asked before it runs)')
    await at.sees('Stop it (done)')
    await at.sees('Copy it (changed: done again')
    await at.sees('Start it again (under way)')
    await at.sees('go on with the corrected text')
    at.press('y')
    await at.sees('Warn everybody')
    await at.sees('] run')
    at.press('r')
    await at.sees('exit 0')
    await at.sees('the cellar')
    await at.sees('] run')
    at.press('r')
    await at.sees('exit 0')
    await at.sees('Start it again')
    await at.sees('] run')
    at.press('r')
    await at.sees('Succeeded')
    expect(await at.ended).toBe(0)

    const log = await inPipe(here, ['log', '--json', (await runOf(here)) ?? ''])
    expect(log.exit).toBe(0)
    expect(existsSync(join(here.folder, 'log'))).toBe(true)
    const report = (await inPipe(here, ['report'])).out
    for (const words of ['## Corrected text', 'done again', 'the run went on with a corrected text', 'wong'])
      expect(report).toContain(words)
    const json = JSON.parse((await inPipe(here, ['report', '--json'])).out) as {
      steps: { title: string; attempts: { command: string }[] }[]
      corrections: { documentHash: string; replacedHash: string }[]
    }
    expect(json.steps.map(({ title, attempts }) => `${title}: ${attempts.length}`)).toEqual([
      'Warn everybody: 1',
      'Stop it: 1',
      'Copy it: 2',
      'Start it again: 1',
    ])
    expect(json.corrections).toHaveLength(1)
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)

    // Whoever checks an export sees both texts, and that they are those that were run.
    const run = (await runOf(here)) ?? ''
    const to = join(here.folder, '..', 'export')
    expect((await inPipe(here, ['export', run, '--to', to])).exit).toBe(0)
    const inside = join(to, 'runs', run)
    const corrected = readdirSync(inside).find((name) => /^document-\d+\.md$/.test(name)) ?? ''
    expect(readFileSync(join(inside, 'document.md'), 'utf8')).toBe(before)
    expect(readFileSync(join(inside, corrected), 'utf8')).toBe(after)
    expect(verify(to)).toContain('good')
    writeFileSync(join(inside, corrected), after.replace('warn', 'wave'))
    expect(verify(to)).toContain(`${corrected} is not what was run`)
  })
})

const verifier = join(import.meta.dirname, '../../docs/verify.mjs')
const verify = (folder: string): string =>
  spawnSync(process.execPath, [verifier, folder], { encoding: 'utf8' }).stdout

async function runOf(here: ReturnType<typeof desk>): Promise<string | undefined> {
  const runs = JSON.parse((await inPipe(here, ['runs', '--json'])).out) as { runs: { run: string }[] }
  return runs.runs[0]?.run
}
