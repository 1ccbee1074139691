import { describe, expect, it } from 'vitest'
import { axeFindings, chromiumPath, openBrowser, serve, visit } from './browser.ts'
import { inPipe } from './kneeboard.ts'
import { makeUpstream } from '../servers/git.ts'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const runbook = (command: string, owner = 'Shop team') =>
  `# Restart the shop\n\nOwner: ${owner}\n\n## Steps\n\n1. **Look at it.**\n\n2. **Restart it.**\n\n   \`\`\`sh {auto}\n   ${command}\n   \`\`\`\n`

describe('a repository as a library, on the command line', () => {
  it(
    'is fetched once, then listed, shown, compared and run; nothing is written into it',
    { timeout: 180_000 },
    async () => {
      const upstream = makeUpstream({
        'restart.md': runbook('cat words.txt'),
        'words.txt': 'of the commit\n',
      })
      upstream.git('mv', 'restart.md', 'again.md')
      upstream.commit({}, { message: 'Another name' })
      upstream.commit({ 'again.md': runbook('cat words.txt words.txt') }, { message: 'Say it twice' })
      upstream.push()
      const here = join(upstream.base, 'here')
      mkdirSync(here)
      // A file of that name in the current folder is another.
      writeFileSync(join(here, 'again.md'), '# Not this one\n')
      const desk = { folder: here, state: join(upstream.base, 'state'), dispose: () => undefined }
      const at = ['--library', upstream.bare]
      const ask = (...args: string[]) => inPipe(desk, [...args, ...at])
      try {
        expect(await ask('list')).toMatchObject({
          exit: 2,
          err: expect.stringContaining('kneeboard fetch --library'),
        })
        expect((await ask('fetch')).out).toMatch(/^main [0-9a-f]{10} is published: Say it twice/)
        expect((await ask('list')).out).toContain('again.md')
        expect((await ask('show', 'again.md')).out).toContain('Restart the shop')
        const history = await ask('history', 'again.md')
        expect(history.out).toContain('renamed from restart.md to again.md')
        expect(history.out).toContain('1 step changed')
        expect((await ask('diff', 'again.md')).out).toContain('+ cat words.txt words.txt')
        expect((await ask('diff', 'again.md', 'main~2', 'main~1')).out).toContain('Nothing is different.')
        expect((await ask('show', 'again.md', '--at', 'main~2')).out).toContain('This text is not published')
        const run = await ask('run', 'again.md#steps', '--mode', 'unattended')
        expect(run.out).toContain('commit')
        expect(await ask('run', 'again.md', '--mode', 'dry-run', '--at', 'main~2')).toMatchObject({
          exit: 0,
          out: expect.stringContaining('This text is not published'),
        })
        expect((await inPipe(desk, ['init', '--library', `file://${upstream.bare}`])).exit).toBe(2)
        expect((await inPipe(desk, ['list', '--library', 'ext::sh -c id'])).exit).toBe(2)
        expect((await inPipe(desk, ['list', '--library', 'ext::sh'])).err).toContain(
          'is no way a library is fetched',
        )
      } finally {
        upstream.remove()
      }
    },
  )
})

describe.skipIf(chromiumPath === undefined)('a repository as a library, in a browser', () => {
  it('is edited on a branch, reviewed, merged, and looked back at', { timeout: 180_000 }, async () => {
    const upstream = makeUpstream({ 'restart.md': runbook('echo one') })
    upstream.commit(
      { 'restart.md': runbook('echo two', 'Night team') },
      { message: 'Say two\n\nOne was wrong.' },
    )
    upstream.push()
    const desk = { folder: upstream.bare, state: join(upstream.base, 'state'), dispose: () => undefined }
    mkdirSync(join(upstream.base, '.config', 'kneeboard'), { recursive: true })
    const settings = `file://${upstream.bare}:\n  push: true\n  every: 5s\n`
    writeFileSync(join(upstream.base, '.config', 'kneeboard', 'libraries.yaml'), settings, { mode: 0o600 })
    const browser = await openBrowser()
    const served = await serve(desk)
    try {
      const { page } = await visit(browser, served)
      await page.getByText('Say two').waitFor()
      const shots = process.env['KB_SHOTS']
      const shot = async (name: string) => {
        if (shots === undefined) return
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 })
          await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true })
        }
        await page.setViewportSize({ width: 1280, height: 800 })
      }
      await shot('library')
      await page.goto(`${served.origin}/edit/restart.md`)
      await page.locator('textarea, [contenteditable=true]').first().click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\n3. Tell the others.')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved as commit').waitFor()
      await shot('editor')
      const branch = upstream
        .git('ls-remote', '--heads', upstream.bare, 'kneeboard/*')
        .split('refs/heads/')[1]
      expect(branch).toMatch(/^kneeboard\/[\w-]+\/restart$/)
      await page.getByRole('link', { name: 'See it as a runbook' }).click()
      await page.getByText('This text is not published').waitFor()
      await shot('branch')
      await page.getByRole('link', { name: 'History' }).click()
      await page.getByText('One was wrong.').waitFor()
      await page.getByRole('link', { name: 'Changes' }).first().click()
      await page.getByText('+ echo two').waitFor()
      await shot('history')
      expect(await axeFindings(page)).toEqual([])
      upstream.git('fetch', '-q', 'origin')
      upstream.git('merge', '-q', '--no-ff', '-m', 'Merge it', `origin/${branch}`)
      upstream.push()
      await page.goto(`${served.origin}/library`)
      await page.getByRole('button', { name: 'Fetch now' }).click()
      await page.getByText('Merge it').waitFor()
      await page.goto(`${served.origin}/runbook/restart.md`)
      await page.getByText('Tell the others').waitFor()
      expect(existsSync(join(upstream.work, 'restart.md'))).toBe(true)
    } finally {
      await browser.close()
      await served.kill('SIGTERM')
      upstream.remove()
    }
  })
})
