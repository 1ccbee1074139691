import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFindings, chromiumPath, openPages } from './browser.ts'
import { inTerminal } from './kneeboard.ts'

const proof = `# Prove it

## Steps

1. **Look at the dashboard.**
   - Evidence: a picture of the dashboard

2. **Go home.**
`

const block = (info: string, text: string): string => `\n   \`\`\`${info}\n   ${text}\n   \`\`\`\n`

const greet = `# Greet

Author: Somebody Else

## Steps

1. **Say hello.**
${block('sh', 'echo hello')}
2. **Say goodbye.**
${block('sh', 'echo goodby')}
`

const twice = `# Say where

## Steps

1. **Say it.**
${block('sh {auto}', 'echo "on {{ where }}"')}
2. **Look at it.**

## Parameters

| Name | Description | Default |
|---|---|---|
| where | Where it is said | here |
`

const files = {
  'twice.md': twice,
  'proof.md': proof,
  'greet.md': greet,
  'fix.md': greet,
  'outer.md': '# Both\n\n## Steps\n\n1. [Greet](greet.md)\n\n2. **Go home.**\n',
  'hand.md': `# By hand\n\n## Steps\n\n1. **Type.**\n${block('bash {tty}', "PS1='here> ' bash --norc -i")}`,
}

/** One red pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a browser makes of a file that is dropped, or of a picture that is pasted. */
const give = (page: Page, event: 'drop' | 'paste', on: string, name: string, bytes: Buffer): Promise<void> =>
  page.evaluate(
    `{
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0))
      data.items.add(new File([bytes], '${name}'))
      const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }
      document.querySelector('${on}').dispatchEvent(
        '${event}' === 'drop' ? new DragEvent('drop', init) : new ClipboardEvent('paste', init),
      )
    }`,
  )

describe.skipIf(chromiumPath === undefined)('a run in Chromium', () => {
  const pages = openPages(files)
  const { start } = pages

  it('keeps files with its steps: chosen, dropped, pasted; shows pictures, and saves all', async () => {
    const { page, go } = pages.visitor
    await start(page, 'proof.md', 'Checklist')
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    const evidence = page.getByRole('dialog', { name: 'Done' })
    const done = evidence.getByRole('button', { name: 'Done' })
    expect(await done.isDisabled()).toBe(true)
    await evidence.getByLabel('Files to attach').setInputFiles({
      name: 'dash "<b>" ünï.png',
      mimeType: 'image/png',
      buffer: pixel,
    })
    const asking = page.getByRole('dialog', { name: 'Attach this file?' })
    await asking.getByRole('img').waitFor()
    await asking.getByRole('button', { name: 'Attach', exact: true }).click()
    await evidence.getByText(`sha256 ${sha256(pixel)}`).waitFor()
    await done.click()
    await page.locator('[data-current]', { hasText: 'Go home' }).waitFor()

    await give(page, 'paste', 'body', 'image.png', pixel)
    await asking.getByText('Go home').waitFor()
    await asking.getByRole('button', { name: 'Attach', exact: true }).click()
    await asking.waitFor({ state: 'detached' })
    const page2 = Buffer.from('<script>globalThis.hurt=1</script>')
    await give(page, 'drop', '.run-side', 'page.html', page2)
    await asking.getByText('the run').waitFor()
    await asking.getByRole('button', { name: 'Attach', exact: true }).click()
    await asking.waitFor({ state: 'detached' })

    const side = page.getByRole('complementary', { name: 'About this run' })
    await side.getByRole('button', { name: 'Show' }).first().click()
    await side.getByRole('img', { name: /dash/ }).waitFor()
    expect(await side.getByRole('link', { name: /^pasted 2/ }).count()).toBe(1)
    expect(await axeFindings(page)).toEqual([])
    const link = side.getByRole('link', { name: 'page.html' })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toBe('page.html')
    expect(readFileSync(await download.path())).toEqual(page2)
    // Also typed into the address it is saved, and nothing of it runs.
    const address = (await link.getAttribute('href')) ?? ''
    const [again] = await Promise.all([page.waitForEvent('download'), go(address).catch(() => undefined)])
    expect(again.suggestedFilename()).toBe('page.html')
    expect(pages.visitor.offences).toEqual([])
  })

  it('goes on with the corrected text, once somebody has said which step is which', async () => {
    const { page } = pages.visitor
    await start(page, 'fix.md', 'Step by step')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('[data-current]', { hasText: 'Say goodbye' }).waitFor()
    const fixed = greet
      .replace('echo hello', 'echo hello there')
      .replace('Say goodbye', 'Take leave')
      .concat('\n3. **Go home.**\n')
    writeFileSync(join(pages.desk.folder, 'fix.md'), fixed)
    await page.reload()
    await page.getByRole('button', { name: 'Look at the corrected text' }).click()
    const dialog = page.getByRole('dialog', { name: 'Go on with the corrected text' })
    const goOn = dialog.getByRole('button', { name: 'Go on with the corrected text' })
    await dialog.getByRole('group', { name: /is finished, and was changed since/ }).waitFor()
    expect(await goOn.isDisabled()).toBe(true)
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByText('It counts as done').click()
    await dialog.getByText('Answer every question above first').waitFor()
    await dialog.getByText('The same step', { exact: true }).click()
    await dialog.getByText('changed, kept as done').waitFor()
    await dialog.getByText('new: asked before it runs').waitFor()
    await goOn.click()
    await page.locator('[data-current]', { hasText: 'Take leave' }).waitFor()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('[data-current]', { hasText: 'Go home' }).waitFor()
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    await page.getByText(/deviations? from the text/).click()
    await page
      .getByRole('region', { name: 'How it ended' })
      .getByText('the run went on with a corrected text')
      .waitFor()
  })

  it('leads whoever is asked to a statement that the text works', async () => {
    const { page, go } = pages.visitor
    await go('/runbook/greet.md')
    await page.getByRole('button', { name: 'Ask for validation' }).click()
    const link = await page.getByLabel('Link that asks for validation').inputValue()
    await go(link.replace(pages.served.origin, ''))
    await page.getByText('You are asked to validate this runbook.').waitFor()
    await page.getByText('Step by step', { exact: true }).click()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('[data-current]', { hasText: 'Say goodbye' }).waitFor()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    await page.getByRole('button', { name: /Say hello/ }).click()
    await page.getByRole('button', { name: 'It works as written' }).click()
    await page.getByText('(line 7) works').waitFor()
    await page.getByRole('button', { name: 'State as validation' }).click()
    const dialog = page.getByRole('dialog', { name: 'State that the runbook works' })
    expect(await dialog.getByRole('button', { name: 'It works' }).isDisabled()).toBe(true)
    await dialog.getByLabel(/One step has no remark/).check()
    await dialog.getByRole('button', { name: 'It works' }).click()
    await dialog.getByText('.kneeboard/validations/greet.md.json').waitFor()
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByText('stated with this run that the runbook works').waitFor()
    await go('/library')
    await page.locator('.chip', { hasText: /^validated$/ }).waitFor()
    writeFileSync(join(pages.desk.folder, 'greet.md'), greet.replace('goodby\n', 'goodbye\n'))
    await go('/runbook/greet.md')
    await page.getByText(/Changed since: Say goodbye/).waitFor()
  })

  it('answers in a run inside another on the page of the whole', async () => {
    const { page, go } = pages.visitor
    await start(page, 'outer.md', 'Step by step')
    const address = page.url()
    const inner = page.getByRole('region', { name: 'Greet: what it asks' })
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await inner.getByText('Say hello').waitFor()
    await go('/questions')
    await page.getByRole('link', { name: 'Say hello' }).waitFor()
    await page.goto(address)
    await inner.getByRole('button', { name: 'Run', exact: true }).click()
    await inner.getByText('Say goodbye').waitFor()
    await expect.poll(() => inner.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(true)
    await page.keyboard.press('r')
    await page.locator('[data-current]', { hasText: 'Go home' }).waitFor()
    expect(page.url()).toBe(address)
  })

  it('finds runs by what they are, and puts two of them beside each other', async () => {
    const { page, go } = pages.visitor
    for (const where of ['north', 'south']) {
      await start(page, 'twice.md', 'Automatic', { where })
      await page.locator('[data-current]', { hasText: 'Look at it' }).waitFor()
      if (where === 'south') continue
      await page.getByRole('button', { name: 'Done', exact: true }).click()
      await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    }
    await go('/runs')
    await page.getByLabel('Runbook').selectOption('twice.md')
    const rows = page.locator('.run-row')
    await expect.poll(() => rows.count()).toBe(2)
    await page.getByLabel('Status').selectOption('succeeded')
    await expect.poll(() => rows.count()).toBe(1)
    expect(page.url()).toMatch(/path=twice\.md.*status=succeeded/)
    await page.reload()
    await expect.poll(() => rows.count()).toBe(1)
    await page.getByLabel('Status').selectOption('any status')
    await expect.poll(() => rows.count()).toBe(2)
    expect(await axeFindings(page)).toEqual([])
    await page
      .getByRole('checkbox', { name: /^Compare/ })
      .first()
      .check()
    await page.getByText('Choose a second run of the same runbook').waitFor()
    await page
      .getByRole('checkbox', { name: /^Compare/ })
      .last()
      .check()
    await page.getByRole('link', { name: 'Compare', exact: true }).click()
    const table = page.getByRole('table')
    const cells = (row: RegExp) => table.getByRole('row', { name: row }).getByRole('cell').allInnerTexts()
    await table.getByText('on south').waitFor()
    expect((await cells(/^Say it/)).map((cell) => /on \w+/.exec(cell)?.[0])).toEqual(['on north', 'on south'])
    expect((await cells(/^Look at it/)).map((cell) => cell.split('\n')[0])).toEqual([
      expect.stringContaining('done by hand'),
      'waits for a person',
    ])
    expect(await cells(/^Parameters that differ/)).toEqual([
      expect.stringContaining('north'),
      expect.stringContaining('south'),
    ])
    expect(await axeFindings(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  it('says of a command that needs a terminal how to get to one, and goes on from there', async () => {
    const { page } = pages.visitor
    await start(page, 'hand.md', 'Step by step')
    const command = await page.getByLabel('Command that joins the run').inputValue()
    expect(await page.getByRole('button', { name: 'Run', exact: true }).count()).toBe(0)
    const terminal = inTerminal(pages.desk, command.split(' ').slice(1))
    // The server lets a run go when nothing was said in it for half a minute.
    await terminal.sees('it goes on here now', 60_000)
    await terminal.sees('] run')
    terminal.press('r')
    await terminal.sees('here> ')
    await page.getByText('running').first().waitFor()
    terminal.press('exit\r')
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    expect(await terminal.ended).toBe(0)
  }, 120_000)
})
