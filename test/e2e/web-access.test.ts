import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDesk } from '../desk.ts'
import type { Served, Visitor } from './browser.ts'
import { axeFindings, chromiumPath, openBrowser, serve, visit } from './browser.ts'

const gate = `# Close the shop

Owner: Shop team

## Steps

1. **Look around.**

2. **Ask for it.**

   \`\`\`yaml approve
   message: May the shop be closed?
   \`\`\`

3. **Say goodbye.**
`

const files = {
  'shops/close.md': gate,
  'secret/plan.md': '# The plan\n\n## Steps\n\n1. Tell nobody.\n',
}

const passwords = {
  root: 'a long way to the sea',
  olga: 'seven slow trains at dawn',
  anton: 'green umbrellas in june',
} as const

const widthOf = (page: Page): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth')

const choosePassword = async (page: Page, given: string, next: string): Promise<void> => {
  await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
  await page.getByLabel('The password you were given').fill(given)
  await page.getByLabel('New password').fill(next)
  await page.getByRole('button', { name: 'Change the password' }).click()
}

const signIn = async (page: Page, name: string, password: string): Promise<void> => {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describe.skipIf(chromiumPath === undefined)('accounts, in Chromium', () => {
  const desk = makeDesk(files)
  const visitors = new Map<string, Visitor>()
  const given = new Map<string, string>()
  let browser: Browser
  let served: Served
  const of = (name: string): Visitor => {
    const visitor = visitors.get(name)
    if (!visitor) throw new Error(`${name} has no browser`)
    return visitor
  }
  const come = async (name: string, options: Parameters<typeof visit>[2] = {}): Promise<Visitor> => {
    const visitor = await visit(browser, served, { link: 'leave', ...options })
    visitors.set(name, visitor)
    return visitor
  }
  beforeAll(async () => {
    browser = await openBrowser()
    served = await serve(desk, 0, 'with-accounts')
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await served.kill('SIGTERM')
    desk.dispose()
  })

  it('is set up by the printed link, whose token leaves the address at once and is sent in none', async () => {
    const { page, context } = await come('root')
    const asked: string[] = []
    context.on('request', (request) => asked.push(request.url()))
    const token = new URL(served.link).hash.slice(1)
    expect(token.length).toBeGreaterThan(20)
    await page.goto(served.link)
    await page.getByRole('heading', { name: 'Set up Kneeboard' }).waitFor()
    expect(page.url()).toBe(`${served.origin}/set-up`)
    const become = page.getByRole('button', { name: 'Become the first admin' })
    await page.getByLabel('Name').fill('root')
    await page.getByLabel('Password').fill('short')
    await page.getByLabel('Name').focus()
    await page.getByText('A password has at least 12 characters.').waitFor()
    expect(await become.isDisabled()).toBe(true)
    expect(await axeFindings(page)).toEqual([])
    await page.getByLabel('Password').fill(passwords.root)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Library' }).waitFor()
    expect(asked.filter((url) => url.includes(token))).toEqual([])
    await page.goBack()
    expect(page.url()).not.toContain(token)
  })

  it('lets the link make one admin and no second', async () => {
    const { page, context } = await visit(browser, served)
    await page.getByLabel('Name').fill('thief')
    await page.getByLabel('Password').fill(passwords.root)
    await page.getByRole('button', { name: 'Become the first admin' }).click()
    await page.getByText('That link has been used, or is too old.').waitFor()
    await context.close()
  })

  it('makes people, gives them roles in plain words, and shows each password once', async () => {
    const { page, go } = of('root')
    await go('/people')
    for (const [name, role, says] of [
      ['olga', 'operator', 'olga may read and run runbooks below shops/'],
      ['anton', 'approver', 'anton may read runbooks below shops/, and approve in runs that others started'],
    ] as const) {
      await page.getByRole('button', { name: 'New person' }).click()
      const making = page.getByRole('dialog', { name: 'New person' })
      await making.getByLabel('Name').fill(name)
      await making.getByRole('button', { name: 'Make the account' }).click()
      const shown = page.getByRole('dialog', { name: `A password for ${name}` })
      given.set(name, await shown.getByLabel('Password').inputValue())
      // A press beside it does not take it away.
      await page.mouse.click(5, 5)
      await shown.getByRole('button', { name: 'I have it' }).click()
      const row = page.getByRole('listitem', { name, exact: true })
      await row.getByText('may do nothing yet').waitFor()

      await page.getByRole('button', { name: 'Give a role' }).click()
      const giving = page.getByRole('dialog', { name: 'Give a role' })
      await giving.getByLabel('Who').selectOption(name)
      await giving.getByLabel('Role').selectOption(role)
      await giving.getByLabel('On').selectOption('A folder')
      await giving.getByLabel('Folder').fill('shops/')
      await giving.getByText(`${says}.`).waitFor()
      await giving.getByRole('button', { name: 'Give the role' }).click()
      await giving.waitFor({ state: 'detached' })
      await page.getByText(says, { exact: true }).waitFor()
      await row.getByText('may do nothing yet').waitFor({ state: 'detached' })
    }
    expect(await axeFindings(page)).toEqual([])
  })

  it('puts people into groups and takes them out; makes runners and binds folders to them', async () => {
    const { page } = of('root')
    await page.getByLabel('Put', { exact: true }).selectOption('olga')
    await page.getByLabel('into the group').fill('on-call')
    await page.getByRole('button', { name: 'Put in' }).click()
    await page.getByRole('list', { name: 'In on-call' }).getByText('olga').waitFor()
    await page.getByRole('button', { name: 'Take olga out of on-call' }).click()
    await page.getByRole('list', { name: 'In on-call' }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'New runner' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('db-1')
    await page.getByRole('button', { name: 'Make the runner' }).click()
    const shown = page.getByRole('dialog', { name: 'The token of runner db-1' })
    expect((await shown.getByLabel('Token').inputValue()).length).toBeGreaterThan(20)
    await shown.getByRole('button', { name: 'I have it' }).click()
    await page.getByRole('listitem', { name: 'Runner db-1' }).getByText('not there').waitFor()
    await page.getByRole('button', { name: 'Bind a folder' }).click()
    const binding = page.getByRole('dialog', { name: 'Bind a folder' })
    await binding.getByLabel('Folder').fill('secret')
    await binding.getByLabel('Runners with the label').fill('db-1')
    await binding.getByLabel('Directory').fill('/srv/ops')
    await binding.getByRole('button', { name: 'Bind it' }).click()
    await page.getByText('Commands below secret/ go to runners labelled db-1, in /srv/ops').waitFor()
    expect(await axeFindings(page)).toEqual([])
    for (const [press, sure] of [
      ['Unbind secret', 'Unbind it'],
      ['Remove db-1', 'Remove it'],
    ] as const) {
      await page.getByRole('button', { name: press }).click()
      await page.getByRole('button', { name: sure }).click()
      await page.getByRole('button', { name: press }).waitFor({ state: 'detached' })
    }
  })

  it('leads whoever is not signed in to the door, and back to where they were', async () => {
    const { page, go } = await come('olga')
    await go('/runbook/shops/close.md?view=history')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await signIn(page, 'olga', 'not the password at all')
    await page.getByText('Name or password is wrong.').waitFor()
    await signIn(page, 'Olga', given.get('olga') ?? '')
    await choosePassword(page, given.get('olga') ?? '', passwords.olga)
    await page.getByRole('heading', { level: 1, name: 'Close the shop' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/runbook/shops/close.md')
  })

  it('offers nobody what they may not do', async () => {
    const { page, go } = of('olga')
    await go('/library')
    await page.getByRole('article').first().waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0)
    await go('/runbook/shops/close.md')
    await page.getByRole('button', { name: 'Start' }).waitFor()
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0)
    for (const path of ['/people', '/audit']) {
      await go(path)
      await page.getByRole('heading', { name: 'This page is for admins' }).waitFor()
    }
  })

  it('has a run started by one approved by another, whose name nobody types', async () => {
    const starter = of('olga')
    await starter.go('/runbook/shops/close.md')
    // A folder that is bound to no runner is followed as a checklist.
    await starter.page.getByText('Checklist', { exact: true }).click()
    await starter.page.getByRole('button', { name: 'Start' }).click()
    await starter.page.getByRole('button', { name: 'Done', exact: true }).click()
    await starter.page.getByText('This waits for an approver').waitFor()
    expect(await starter.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    const address = new URL(starter.page.url()).pathname

    const { page, go } = await come('anton')
    await go(address)
    await signIn(page, 'anton', given.get('anton') ?? '')
    await choosePassword(page, given.get('anton') ?? '', passwords.anton)
    await page.getByRole('button', { name: 'Approve' }).click()
    const dialog = page.getByRole('dialog', { name: 'Approve' })
    await dialog.getByText('anton').waitFor()
    expect(await dialog.getByRole('textbox').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('3. Say goodbye').or(page.getByText('Say goodbye')).first().waitFor()
    expect(await page.getByRole('button', { name: 'Done', exact: true }).count()).toBe(0)
    await starter.page.getByRole('button', { name: 'Done', exact: true }).click()
    await starter.page.getByText('Succeeded').first().waitFor()
  })

  it('makes a token that is shown once, and ends it', async () => {
    const { page, go } = of('olga')
    await go('/account')
    await page.getByRole('button', { name: 'New token' }).click()
    const making = page.getByRole('dialog', { name: 'New token' })
    await making.getByLabel('What it is for').fill('nightly')
    await making.getByText('Only what I tick').click()
    await making.getByRole('button', { name: 'Make the token' }).click()
    const shown = page.getByRole('dialog', { name: 'The token nightly' })
    const token = await shown.getByLabel('Token').inputValue()
    const ask = () => fetch(`${served.origin}/api/library`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    await shown.getByRole('button', { name: 'I have it' }).click()
    await page.getByText(/^only: .*list library/).waitFor()
    expect(await page.content()).not.toContain(token)
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'End nightly' }).click()
    await page.getByRole('button', { name: 'End the token' }).click()
    await page.getByText('There are none.').waitFor()
    expect((await ask()).status).toBe(401)
  })

  it('tells in the audit who did what, in sentences, narrowed by what is asked', async () => {
    const { page, go } = of('root')
    await go('/audit')
    await page.getByText('root set Kneeboard up and became the first admin').waitFor()
    await page.getByText('root made the account olga, a person').waitFor()
    await page.getByText('gave a wrong password for olga').waitFor()
    await page.getByText('olga started a run of shops/close.md').waitFor()
    await page.getByText('root gave a role: anton is approver on shops/').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByLabel('About').selectOption('roles')
    await page.getByText('root made the account olga, a person').waitFor({ state: 'detached' })
    await page.getByLabel('Words in it').fill('anton')
    await page.keyboard.press('Enter')
    await page.getByText('olga is operator').waitFor({ state: 'detached' })
    await page.getByText('anton is approver on shops/').waitFor()
    await page.getByText('Tip of the ledger').click()
    const line = page.getByLabel('Tip of the ledger, as a line for a witness')
    expect(await line.inputValue()).toMatch(/^sha256:[0-9a-f]{64} \d+ /)
    await go('/audit')
    await page.getByRole('link', { name: 'a run' }).first().click()
    await page.getByRole('heading', { name: 'Close the shop' }).waitFor()
  })

  it('fits a phone and the dark, and axe has nothing to say of either', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const
    const other = await visit(browser, served, { again: of('root'), colorScheme: 'dark', ...phone })
    const found: string[] = []
    for (const path of ['/people', '/audit', '/account', '/sign-in', '/set-up']) {
      const page = await other.go(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      found.push(...(await axeFindings(page)).map((finding) => `${path} ${finding}`))
      expect(`${path} ${await widthOf(page)}`).toBe(`${path} 390`)
    }
    expect(found).toEqual([])
    await other.context.close()
  })

  it('lets out whoever is disabled at once, and whoever signs out', async () => {
    const { page, go } = of('root')
    const gone = of('anton').page
    await of('anton').go('/runs')
    await gone.getByRole('heading', { name: 'Runs' }).waitFor()
    await go('/people')
    await page.getByRole('button', { name: 'Disable anton' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable anton' }).click()
    await page.getByRole('listitem', { name: 'anton', exact: true }).getByText('disabled').waitFor()
    await gone.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(gone, 'anton', passwords.anton)
    await gone.getByText('Name or password is wrong.').waitFor()

    await page.getByRole('button', { name: 'Account of root' }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await go('/audit')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  it('never asks elsewhere, breaks no policy, throws nothing', () => {
    expect([...visitors.values()].flatMap(({ offences }) => offences)).toEqual([])
  })
})
