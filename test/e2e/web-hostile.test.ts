import { describe, expect, it } from 'vitest'
import { chromiumPath, openPages } from './browser.ts'

const mark = 'globalThis.hurt=1'

/** What would run where a page took words for HTML, addresses for harmless, or names for its own. */
const attacks = [
  `<script>${mark}</script>`,
  `<img src=x onerror="${mark}">`,
  `<svg onload="${mark}"><animate onbegin="${mark}" attributeName=x></svg>`,
  `<iframe srcdoc="<script>parent.${mark}</script>"></iframe>`,
  `<a href="javascript:${mark}">press</a>`,
  `[press](javascript:${mark})`,
  `[press](JaVaScRiPt&colon;${mark})`,
  `[press](data:text/html,<script>${mark}</script>)`,
  `[press](vbscript:${mark})`,
  `![picture](https://elsewhere.invalid/pixel.png)`,
  `![picture](javascript:${mark})`,
  `<https://elsewhere.invalid/" onmouseover="${mark}>`,
  `<form id="page"><input name="cookie"></form>`,
  `<style>@import url(https://elsewhere.invalid/x.css)</style>`,
  `<link rel="stylesheet" href="https://elsewhere.invalid/x.css">`,
  `<meta http-equiv="refresh" content="0;url=https://elsewhere.invalid/">`,
  `<base href="https://elsewhere.invalid/">`,
  `"><img src=x onerror=${mark}>`,
  `{{constructor.constructor('${mark}')()}}`,
]

const title = `Restart <img src=x onerror="${mark}"> the shop`
const steps = attacks.map((attack, index) => `${index + 1}. **Step ${attack}** and ${attack}\n`).join('\n')
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const files = {
  'hostile.md': `---
owner: '${attacks[1]}'
escalation: '${attacks[2]}'
tags: ['<script>${mark}</script>']
---

# ${title}

${attacks.join('\n\n')}

| ${attacks[0]} | ${attacks[1]} |
|---|---|
| ${attacks[5]} | ${attacks[9]} |

## Steps

1. **Print** ${attacks[1]}

   \`\`\`sh {auto}
   printf '%s\\n' ${attacks.map(quoted).join(' ')}
   printf '\\033]8;;javascript:${mark}\\033\\\\press\\033]8;;\\033\\\\ \\033[31;1m%s\\033[0m\\n' ${quoted(attacks[1] ?? '')}
   \`\`\`

2. **Read** what it printed.

## More

${steps}
`,
  [`night/<img src=x onerror=hurt=1>.md`]: `# A file whose name is ${attacks[0]}\n\n1. Look.\n`,
}

describe.skipIf(chromiumPath === undefined)('hostile words, in Chromium', () => {
  const pages = openPages(files)

  /** Nothing ran, nothing was asked for elsewhere, nothing took the place of something of ours, no press leads to a script. */
  const unhurt = async (): Promise<void> => {
    const { page, offences } = pages.visitor
    for (const link of await page.locator('main a').all()) await link.hover({ force: true, timeout: 1000 })
    expect(await page.evaluate<unknown>('globalThis.hurt')).toBeUndefined()
    expect(await page.evaluate<boolean>("document.getElementById('page') instanceof HTMLDivElement")).toBe(
      true,
    )
    const hrefs = await page.evaluate<string[]>("[...document.querySelectorAll('a')].map((a) => a.protocol)")
    expect([...new Set(hrefs)].filter((protocol) => !/^(?:https?|mailto):$/.test(protocol))).toEqual([])
    const alien =
      'script:not([src^="/"]), iframe, object, embed, form[id], base, meta[http-equiv], main img, main svg animate'
    expect(await page.locator(alien).count()).toBe(0)
    expect(offences).toEqual([])
  }

  it('are only words in the library and its search', async () => {
    const page = await pages.visitor.go('/library?q=press')
    await page.getByRole('article').first().waitFor()
    await unhurt()
    await pages.visitor.go('/library')
    await expect.poll(() => page.getByRole('article').count()).toBe(2)
    await unhurt()
  })

  it('are only words in a runbook, and its path is a path', async () => {
    const page = await pages.visitor.go('/runbook/hostile.md')
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Restart')
    await unhurt()
    await pages.visitor.go('/library')
    await page.getByRole('link', { name: /A file whose name/ }).click()
    await page.getByRole('button', { name: 'Start' }).waitFor()
    await unhurt()
  })

  it('are only words in a run: its output, a note, a reason, a name', async () => {
    const page = await pages.visitor.go('/runbook/hostile.md')
    await page.getByText('Automatic', { exact: true }).click()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('heading', { name: /Do this step/ }).waitFor()
    await page.getByRole('button', { name: /Step 1, done/ }).click()
    await page.getByRole('log').getByText('<script>').first().waitFor()
    await page.getByRole('button', { name: 'Note', exact: true }).last().click()
    await page.getByLabel('What should be kept').fill(attacks.join('\n'))
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.getByText('note: <script>').first().waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await pages.visitor.go('/questions')
    await page.getByRole('main').getByRole('link').first().waitFor()
    await unhurt()
    await page.getByRole('main').getByRole('link').first().click()
    await page.getByRole('heading', { name: /Do this step/ }).waitFor()
    await page.keyboard.press('s')
    await page.getByLabel('More to say').fill(attacks[1] ?? '')
    await page.getByRole('button', { name: 'It does not apply here' }).click()
    await page.getByText('skipped: not applicable').first().waitFor()
    await unhurt()
  })
})
