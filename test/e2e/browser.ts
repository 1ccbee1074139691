import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Desk } from '../desk.ts'
import { makeDesk } from '../desk.ts'
import { environmentOf, entry } from './kneeboard.ts'

/** Where Chromium is, when it is installed. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
)

/** Starts Chromium; the pages are built first if they are old. */
export async function openBrowser(): Promise<Browser> {
  // In a process of its own: where tests run, React would be built for tests.
  const { NODE_ENV: _, ...env } = process.env
  execFileSync(process.execPath, [join(import.meta.dirname, '../../tools/build-web.ts')], { env })
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    // Root (as in containers) has no sandbox to run in.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
}

export type Served = {
  readonly origin: string
  readonly port: number
  /** Lets one browser in; of a server with accounts that has no admin yet, the one that makes it. */
  readonly link: string
  readonly child: ChildProcess
  readonly kill: (osSignal: 'SIGKILL' | 'SIGTERM') => Promise<void>
}

/** The real server on a desk, on a port of its own or the one it had before. */
export async function serve(desk: Desk, port = 0, people: 'one' | 'with-accounts' = 'one'): Promise<Served> {
  const accounts = people === 'one' ? [] : ['--accounts']
  const args = ['serve', '--library', desk.folder, '--port', `${port}`, ...accounts]
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: desk.folder,
    env: environmentOf(desk),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const link = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr.on('data', (data: Buffer) => {
      text += data.toString()
      // The last line is said when all of them are.
      if (!text.includes('Ctrl-C')) return
      const found = text.match(/http:\/\/\S+/g)?.at(-1)
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)))
  })
  const { origin, port: bound } = new URL(link)
  const kill = async (osSignal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(osSignal)
    await ended
  }
  return { origin, port: Number(bound), link, child, kill }
}

/** A desk with a server on it and a browser that was let in, there for all tests of a file. */
export type Pages = {
  readonly desk: Desk
  readonly browser: Browser
  readonly served: Served
  readonly visitor: Visitor
  /** Ends the server at once, as a crash does; gives the way to start it again where it was. */
  readonly crash: () => Promise<() => Promise<void>>
  /** Starts a run on the runbook's page, with these parameters. */
  readonly start: (
    page: Page,
    path: string,
    mode: string,
    values?: Readonly<Record<string, string>>,
  ) => Promise<void>
}

/** Opens what a test file of the pages needs, and closes it when the file is done. */
export function openPages(files: Readonly<Record<string, string>>): Pages {
  const desk = makeDesk(files)
  let opened: { readonly browser: Browser; readonly visitor: Visitor } | undefined
  let served: Served | undefined
  beforeAll(async () => {
    const browser = await openBrowser()
    served = await serve(desk)
    opened = { browser, visitor: await visit(browser, served) }
  }, 120_000)
  afterAll(async () => {
    await opened?.browser.close()
    await served?.kill('SIGTERM')
    desk.dispose()
  })
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('it is there while tests run')
    return value
  }
  return {
    desk,
    get browser() {
      return there(opened).browser
    },
    get visitor() {
      return there(opened).visitor
    },
    get served() {
      return there(served)
    },
    crash: async () => {
      const { port, kill } = there(served)
      await kill('SIGKILL')
      return async () => {
        served = await serve(desk, port)
      }
    },
    start: async (page, path, mode, values = {}) => {
      await page.goto(`${there(served).origin}/runbook/${path}`)
      await page.getByText(mode, { exact: true }).click()
      for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value)
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByRole('region', { name: 'Checklist' }).waitFor()
    },
  }
}

/** A browser that was let in, and what it did that no page of ours may do. */
export type Visitor = {
  readonly context: BrowserContext
  readonly page: Page
  /** Requests to elsewhere, breaches of the policy, errors of scripts, dialogs: each in words. */
  readonly offences: readonly string[]
  readonly go: (path: string) => Promise<Page>
}

/** Opens a browser of its own and lets it in; `again` is one that holds the cookie already. */
export async function visit(
  browser: Browser,
  served: Served,
  options: BrowserContextOptions & { readonly again?: Visitor; readonly link?: 'use' | 'leave' } = {},
): Promise<Visitor> {
  const { again, link = 'use', ...rest } = options
  const context = await browser.newContext({
    ...rest,
    ...(again ? { storageState: await again.context.storageState() } : {}),
  })
  const offences: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(served.origin) && !/^(?:data|blob):/.test(url)) offences.push(`asked for ${url}`)
  })
  context.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) offences.push(message.text())
  })
  context.on('weberror', (error) => offences.push(String(error.error())))
  context.on('dialog', (dialog) => {
    // Ours, and answered by the test that expects it.
    if (dialog.message().startsWith('Leave without saving?')) return
    offences.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const page = await context.newPage()
  if (!again && link === 'use') await page.goto(served.link)
  const go = async (path: string): Promise<Page> => {
    await page.goto(served.origin + path)
    return page
  }
  return { context, page, offences, go }
}

/** What axe finds wrong with a page under WCAG 2.2 AA: rule, and the first element that breaks it. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    type Axe = { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    const { axe } = globalThis as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } })
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
  })
}
