import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFindings, chromiumPath, openPages, visit } from './browser.ts'

/** What the shop's runbook asks for. */
const north = { 'shop required': 'north' }

const block = (info: string, text: string): string => `\n   \`\`\`${info}\n   ${text}\n   \`\`\`\n`

const shop = `# Restart the shop

| Owner | Shop team |
|---|---|
| Escalation | #shop-oncall |
| Last updated | 2026-11-20 |

## Parameters

| Name | Description | Type | Default | Required |
|---|---|---|---|---|
| shop | Which shop | string | | yes |

## Steps

1. **Tell the others.** In the channel of the shop.

2. **Greet the shop.**
${block('sh', 'echo "hello {{ shop }}, from <your name>"')}
3. **Remove the old files.**
${block('sh', 'rm -rf ./old-files && echo removed')}
4. **Restart it.**
${block('sh {auto}', "printf '\\033[32mgreen\\033[0m and plain\\n'; echo restarted")}
   - Verify: the shop answers

## Rollback

1. Put the old files back.
`

const long = `# Take a nap

Owner: Shop team

## Steps

1. **Sleep.**
${block('sh {auto}', 'sleep 20')}
2. **Wake up.**
`

const talk = `# Talk a lot

## Steps

1. **Say it all.**
${block('sh {auto}', "seq -f 'line %.0f of the talk' 1 30000; printf '\\033[35mthe end\\033[0m'")}
`

const gate = `# Close the shop

## Steps

1. **Ask the owner.**
${block('yaml approve', 'message: May the shop be closed?')}
2. **Close it.**
${block('sh {auto}', 'echo closed for good')}
`

const files = {
  'close.md': gate,
  'talk.md': talk,
  'restart.md': shop,
  'night/nap.md': long,
  'reading.md': '# About the shop\n\nOnly text.\n',
}

/** How wide the page is, with what stands out of it. */
const widthOf = (page: Page): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth')

describe.skipIf(chromiumPath === undefined)('the pages, in Chromium', () => {
  const pages = openPages(files)
  const { start } = pages

  it('finds a runbook as one types, by keyboard alone', async () => {
    const page = await pages.visitor.go('/')
    await expect.poll(() => page.getByRole('article').count()).toBe(5)
    await page.keyboard.press('/')
    await page.keyboard.type('greet')
    await expect.poll(() => page.getByRole('article').count()).toBe(1)
    await page.getByText('Greet the shop').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Restart the shop' }).waitFor()
  })

  it('narrows the library by what the runbooks say of themselves', async () => {
    const page = await pages.visitor.go('/library')
    await page.getByRole('button', { name: /^nobody/ }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(3)
    expect(page.url()).toContain('owner=nobody')
  })

  it('shows a runbook with its owner, its rungs and its dangers, and asks for its parameters', async () => {
    const page = await pages.visitor.go('/runbook/restart.md')
    await page.getByText('#shop-oncall').first().waitFor()
    expect(await page.locator('[data-rung="assisted"].chip').count()).toBe(2)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('alert').getByText('shop is required').waitFor()
  })

  it('shows in a dry run what would run, and executes nothing', async () => {
    const page = await pages.visitor.go('/runbook/restart.md')
    await page.getByLabel('shop required').fill('north')
    await page.getByRole('button', { name: 'Dry run' }).click()
    const dialog = page.getByRole('dialog', { name: /Dry run/ })
    await dialog.getByText('is asked for').waitFor()
    expect(await dialog.innerText()).toContain('<your name>')
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
  })

  it('edits a text beside what it means, saves it, and never over the words of somebody else', async () => {
    const page = await pages.visitor.go('/edit/night/nap.md')
    const file = join(pages.desk.folder, 'night/nap.md')
    await page.getByRole('textbox', { name: 'Text of the runbook' }).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('3. ')
    await page.getByText('Not saved · 1 finding').waitFor()
    await page.keyboard.type('Make the bed.')
    await page.getByText('Not saved · no findings').waitFor()
    await page.getByRole('region', { name: 'Preview' }).getByText('Make the bed.').waitFor()
    await page.keyboard.press('Control+s')
    await page.getByText('Saved · no findings', { exact: true }).waitFor()
    expect(readFileSync(file, 'utf8')).toBe(`${long}3. Make the bed.`)
    writeFileSync(file, `${long}\nSomebody else was here.\n`)
    await page.keyboard.type(' Twice.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('changed by somebody else').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(`${long}\nSomebody else was here.\n`)
    page.once('dialog', (dialog) => void dialog.accept())
    await page.getByRole('link', { name: 'The runbook' }).click()
    await page.getByText('Somebody else was here.').waitFor()
  })

  it('carries a run out to its end', async () => {
    const { page } = pages.visitor
    await start(page, 'restart.md', 'Step by step', north)
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByLabel('<your name>').fill('Ana')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Run …' }).waitFor()
    await page.getByRole('button', { name: /Greet the shop/ }).click()
    await page.getByText('hello north, from Ana').waitFor()
    await page.getByRole('button', { name: 'Run …' }).click()
    const dialog = page.getByRole('dialog', { name: 'This needs a second look' })
    const last = dialog.getByRole('button', { name: /^Run it on/ })
    expect(await last.isDisabled()).toBe(true)
    const target = (await last.innerText()).replace('Run it on ', '')
    await dialog.getByRole('textbox').fill(target)
    await page.keyboard.press('Enter')
    expect(await dialog.isVisible()).toBe(true)
    await last.click()
    await page.getByText("printf '").waitFor()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('heading', { name: /Does this hold/ }).waitFor()
    const green = page.getByRole('log').getByText('green', { exact: true })
    expect(await green.getAttribute('style')).toContain('--ansi-green')
    await page.keyboard.press('y')
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Report' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^run_.*\.md$/)
    await page.goto(`${pages.served.origin}/runs`)
    await page.getByRole('link', { name: 'Restart the shop' }).waitFor()
  })

  it('shows of a long output the lines one looks at, finds others, and saves all', async () => {
    const { page } = pages.visitor
    await start(page, 'talk.md', 'Automatic')
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    await page.getByRole('button', { name: /Say it all/ }).click()
    const log = page.getByRole('log')
    await log.getByText('line 1 of the talk', { exact: true }).waitFor()
    await page.getByText('30,001 lines').waitFor()
    expect(await log.locator('.log-line').count()).toBeLessThan(200)
    await log.evaluate((box) => (box.scrollTop = box.scrollHeight))
    const end = log.getByText('the end', { exact: true })
    expect(await end.getAttribute('style')).toContain('--ansi-magenta')
    await page.getByLabel('Search the output').fill('LINE 1234')
    await page.getByText('11 of 30,001 lines').waitFor()
    await page.getByRole('button', { name: 'Go to line 12345', exact: true }).click()
    await log.locator('[data-marked]', { hasText: 'line 12345 of the talk' }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save' }).click(),
    ])
    const text = readFileSync(await download.path(), 'utf8')
    expect(text.split('\n')).toHaveLength(30_002)
    expect(text.endsWith('line 30000 of the talk\nthe end\n')).toBe(true)
  })

  it('shows what an approval is of, and records whose it is', async () => {
    const { page } = pages.visitor
    await start(page, 'close.md', 'Automatic')
    const question = page.getByRole('region', { name: 'Question' })
    await question.getByText('echo closed for good').waitFor()
    await question
      .getByText(/^sha256:/)
      .first()
      .waitFor()
    await question.getByRole('button', { name: 'Approve' }).click()
    await page.getByLabel(/Who approves/).fill('Olga')
    await page.getByRole('button', { name: 'Record the approval' }).click()
    await page.getByRole('heading', { name: /^Succeeded in/ }).waitFor()
    await page.getByText(/approved by Olga/).waitFor()
  })

  it('keeps what people say: a note, a skip with its reason', async () => {
    const { page } = pages.visitor
    await start(page, 'restart.md', 'Checklist', north)
    await page.getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByLabel('What should be kept').fill('said it twice')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.getByText('said it twice').first().waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'It is already done' }).click()
    await page.getByText('skipped: already done').first().waitFor()
  })

  it('lists what waits for a person', async () => {
    const page = await pages.visitor.go('/questions')
    await page.getByRole('link', { name: 'Greet the shop' }).click()
    await page.getByRole('region', { name: 'Question' }).waitFor()
  })

  it('shows in a second browser what was answered in the first', async () => {
    const { page } = pages.visitor
    await start(page, 'restart.md', 'Checklist', north)
    const other = await visit(pages.browser, pages.served, { again: pages.visitor })
    await other.page.goto(page.url())
    await other.page.getByRole('heading', { name: /Do this step/ }).waitFor()
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await other.page.locator('[data-current]', { hasText: 'Greet the shop' }).waitFor()
    expect(other.offences).toEqual([])
    await other.context.close()
  })

  it('interrupts a command, tries again by its question, cancels the run', async () => {
    const { page } = pages.visitor
    await start(page, 'night/nap.md', 'Automatic')
    await page.getByRole('button', { name: 'Interrupt' }).click()
    await page.getByRole('heading', { name: /It failed: it was interrupted/ }).waitFor()
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByLabel('Cancel the run, because').fill('nobody sleeps')
    await page.getByRole('button', { name: 'Cancel the run' }).click()
    await page.getByRole('heading', { name: /^Cancelled in/ }).waitFor()
  })

  it('connects again by itself after the server was killed, and is still let in', async () => {
    const { page } = pages.visitor
    await start(page, 'restart.md', 'Checklist', north)
    const again = await pages.crash()
    await page.getByText('The connection to the server is lost').waitFor()
    await again()
    await page.getByText('The connection to the server is lost').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await page.locator('[data-current]', { hasText: 'Greet the shop' }).waitFor()
  })

  it('says on every page that the server is away, and goes on when it is back', async () => {
    const page = await pages.visitor.go('/library')
    await page.getByRole('article').first().waitFor()
    const again = await pages.crash()
    await page.getByText('The server cannot be reached').first().waitFor()
    await again()
    await page.getByText('The server cannot be reached').first().waitFor({ state: 'detached' })
    expect(await page.getByRole('article').count()).toBe(5)
  })

  it('needs no more than 250 kB of compressed script for its first page', async () => {
    const other = await visit(pages.browser, pages.served, { again: pages.visitor })
    const scripts: Promise<Buffer>[] = []
    other.page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body())
    })
    await other.go('/library')
    await other.page.getByRole('article').first().waitFor()
    const bytes = (await Promise.all(scripts)).map((script) => gzipSync(script).length)
    await other.context.close()
    expect(bytes.length).toBeGreaterThan(0)
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(250_000)
  })

  it('fits a phone: nothing is wider than it, and the answers are at its foot', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const
    const other = await visit(pages.browser, pages.served, { again: pages.visitor, ...phone })
    const { page } = other
    for (const path of [
      '/library',
      '/runbook/restart.md',
      '/edit/restart.md',
      '/runs',
      '/questions',
      '/overview',
    ]) {
      await other.go(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(`${path} ${await widthOf(page)}`).toBe(`${path} 390`)
    }
    await start(page, 'restart.md', 'Checklist', north)
    const done = await page.getByRole('button', { name: 'Done', exact: true }).boundingBox()
    expect(done?.y).toBeGreaterThan(600)
    expect(done?.height).toBeGreaterThanOrEqual(44)
    expect(await widthOf(page)).toBe(390)
    expect(other.offences).toEqual([])
    await other.context.close()
  })

  // In the dark only colours are different: two pages have all of them.
  const looked = {
    light: ['/library', '/runbook/restart.md', '/edit/restart.md', '/runs', '/questions', '/overview'],
    dark: ['/runbook/restart.md'],
  } as const
  it.each(['light', 'dark'] as const)('has nothing axe complains of, in %s', async (colorScheme) => {
    const other = await visit(pages.browser, pages.served, { again: pages.visitor, colorScheme })
    const { page } = other
    const found: string[] = []
    for (const path of looked[colorScheme]) {
      await other.go(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      found.push(...(await axeFindings(page)).map((finding) => `${path} ${finding}`))
    }
    await start(page, 'restart.md', 'Step by step', north)
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByLabel('<your name>').waitFor()
    found.push(...(await axeFindings(page)).map((finding) => `run ${finding}`))
    expect(found).toEqual([])
    await other.context.close()
  })

  it('never asks elsewhere, breaks no policy, throws nothing', () => {
    expect(pages.visitor.offences).toEqual([])
  })

  it('lets nobody in without the link', async () => {
    const context = await pages.browser.newContext()
    const page = await context.newPage()
    await page.goto(`${pages.served.origin}/library`)
    await page.getByRole('heading', { name: 'This browser is not let in' }).waitFor()
    await context.close()
  })
})
