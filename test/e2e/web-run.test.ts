import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFindings, chromiumPath, openPages } from './browser.ts'

const proof = `# Prove it

## Steps

1. **Look at the dashboard.**
   - Evidence: a picture of the dashboard

2. **Go home.**
`

const files = { 'proof.md': proof }

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
})
