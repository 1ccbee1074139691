import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/access/role.ts'
import type { App } from '../../src/app/app.ts'
import { proposeEdit, saveRunbook } from '../../src/app/save-runbook.ts'
import { planRun, startRun } from '../../src/app/start-run.ts'
import { openLedger } from '../../src/ledger/ledger-entry.ts'
import type { Upstream } from '../servers/git.ts'
import { makeUpstream } from '../servers/git.ts'
import type { ServerDesk } from './desk.ts'
import { openDeskOn } from './desk.ts'

const secret = 'an old secret of the hook'
const runbook = (words: string) =>
  `# Restart\n\n## Steps\n\n1. Say it.\n\n   \`\`\`sh {auto}\n   cat words.txt; echo ${words}; pwd > "$HOME/where"\n   \`\`\`\n`

let upstream: Upstream
let desk: ServerDesk
beforeAll(async () => {
  upstream = makeUpstream({ 'shop/restart.md': runbook('one'), 'words.txt': 'of the commit\n' })
  const config = join(upstream.base, '.config', 'kneeboard')
  mkdirSync(config, { recursive: true })
  writeFileSync(join(config, 'hook'), secret, { mode: 0o600 })
  writeFileSync(
    join(config, 'libraries.yaml'),
    `file://${upstream.bare}:\n  every: 1h\n  push: true\n  hook secret from: file:${join(config, 'hook')}\n`,
    { mode: 0o600 },
  )
  desk = await openDeskOn({
    folder: upstream.bare,
    state: join(upstream.base, 'state'),
    dispose: () => undefined,
  })
})
afterAll(async () => {
  await desk.close()
  upstream.remove()
})

type Source = {
  readonly source: {
    readonly published: { readonly commit: string }
    readonly refused?: { readonly rule: string }
  }
}
const source = async () => ((await (await desk.ask('GET', '/api/library')).json()) as Source).source

async function ledgerOf(app: App): Promise<readonly { readonly type: string }[]> {
  const entries = await app.ledger.entries(0, 1_000)
  return entries.flatMap(({ bytes }) => {
    const opened = openLedger(bytes)
    return opened.kind === 'fact' && opened.fact.event.type.startsWith('library.') ? [opened.fact.event] : []
  })
}

/** Waits until something is so. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error('it never came to be')
}

async function start(at?: string): Promise<{ run: string; done: boolean }> {
  const body = { path: 'shop/restart.md', mode: 'auto', values: {}, ...(at === undefined ? {} : { at }) }
  const { run } = (await (await desk.ask('POST', '/api/runs', body)).json()) as { run: string }
  await desk.follow(run, { until: ({ event }) => event.type === 'run.ended' })
  return { run, done: true }
}

const checkouts = () => {
  const folder = join(upstream.base, 'state', 'checkouts')
  return existsSync(folder) ? readdirSync(folder) : []
}

describe('a server on a repository', () => {
  test('has fetched it, and the ledger says what is published', async () => {
    const commit = upstream.git('rev-parse', 'HEAD')
    expect((await source()).published.commit).toBe(commit)
    expect(await ledgerOf(desk.app)).toEqual([
      { type: 'library.published', library: `file://${upstream.bare}`, ref: 'main', commit },
    ])
  })

  test('runs in a folder with the files of the commit, which goes when the run ends', async () => {
    await start()
    const where = readFileSync(join(upstream.base, 'where'), 'utf8').trim()
    expect(where).toMatch(/\/state\/checkouts\/run_[0-9a-z]+$/)
    await until(() => checkouts().length === 0)
    expect(existsSync(where)).toBe(false)
  })

  test('refuses a rewritten branch once, keeps what was published, and says so', async () => {
    const good = upstream.git('rev-parse', 'HEAD')
    upstream.git('commit', '-q', '--amend', '-m', 'another')
    upstream.push('--force')
    for (const _ of [1, 2]) expect((await desk.ask('POST', '/api/library/fetch', {})).status).toBe(200)
    expect(await source()).toMatchObject({ published: { commit: good }, refused: { rule: 'force-push' } })
    expect((await ledgerOf(desk.app)).filter(({ type }) => type === 'library.refused')).toHaveLength(1)
    upstream.git('reset', '-q', '--hard', good)
    upstream.push('--force')
    await desk.ask('POST', '/api/library/fetch', {})
    expect((await source()).refused).toBeUndefined()
  })

  test('says of a run of another text that it is not published: on its page, in its plan, in its report', async () => {
    upstream.git('checkout', '-q', '-b', 'draft')
    upstream.commit({ 'shop/restart.md': runbook('draft'), 'words.txt': 'of the draft\n' })
    upstream.push()
    upstream.git('checkout', '-q', 'main')
    await desk.ask('POST', '/api/library/fetch', {})
    const page = await desk.ask('GET', '/api/runbook?path=shop/restart.md&at=draft')
    const why = 'main has another text of it, or none'
    expect(await page.json()).toMatchObject({ version: { publication: { published: false, why } } })
    const { run } = await start('draft')
    const report = await (await desk.ask('GET', `/api/runs/${run}/report?format=md`)).text()
    expect(report).toContain('**unpublished text** (main has another text of it')
    expect(report).toContain('of the draft')
  })
})

describe('what is saved', () => {
  type Opened = { readonly text: string; readonly documentHash: string }
  const path = 'shop/restart.md'
  const open = async (at = '') =>
    (await (await desk.ask('GET', `/api/runbook?path=${path}${at}`)).json()) as Opened
  const save = (text: string, replaces: string) => desk.ask('PUT', '/api/runbook', { path, text, replaces })

  test('is a commit on a branch, and can be gone on with; the published text stays', async () => {
    const { text, documentHash } = await open()
    const first = (await (await save(`${text}\n2. More.\n`, documentHash)).json()) as Opened & {
      readonly proposal: { readonly branch: string; readonly pushed: boolean }
    }
    expect(first.proposal).toMatchObject({ pushed: true, base: 'main' })
    expect((await open()).documentHash).toBe(documentHash)
    const draft = await open(`&at=${first.proposal.branch}`)
    expect(draft).toMatchObject({ documentHash: first.documentHash, text: `${text}\n2. More.\n` })
    const second = await save(`${draft.text}\n3. And more.\n`, draft.documentHash)
    expect(await second.json()).toMatchObject({ proposal: { branch: first.proposal.branch } })
  })

  test('over a text that has moved on is refused, and nothing is written', async () => {
    const { text, documentHash } = await open()
    upstream.commit({ [path]: runbook('moved') })
    upstream.push()
    await desk.ask('POST', '/api/library/fetch', {})
    const refused = await save(`${text}\n2. Mine.\n`, documentHash)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ why: expect.stringContaining('changed by somebody else') })
    const versions = await desk.ask('GET', `/api/runbook/history?path=${path}`)
    expect(await versions.json()).toMatchObject({ versions: [{ changed: ['1 step changed'] }, {}] })
    const diff = await desk.ask('GET', `/api/runbook/diff?path=${path}`)
    expect(await diff.json()).toMatchObject({
      changes: { executable: 'changed', steps: [{ change: 'changed' }] },
    })
  })
})

describe('who may run what', () => {
  const as = (roles: readonly Role[]): App => {
    const actor = { kind: 'person', id: 'grace', via: 'web' } as const
    const grants = roles.map((role) => ({
      to: { kind: 'account', account: 'grace' } as const,
      role,
      on: { kind: 'everything' } as const,
    }))
    return { ...desk.app, actor, access: { kind: 'granted', principal: { actor, groups: [] }, grants } }
  }
  const startAs = async (roles: readonly Role[], at?: string): Promise<string> => {
    const app = as(roles)
    const request = { path: 'shop/restart.md', given: new Map(), ...(at === undefined ? {} : { at }) }
    const planned = await planRun(app, request)
    if (planned.kind === 'trouble') return planned.why
    const started = await startRun(app, planned.plan, 'checklist')
    return started.kind === 'trouble' ? started.why : started.kind
  }

  test.each<readonly [readonly Role[], string, string]>([
    [['viewer'], 'may not start run', 'may not start run'],
    [['approver'], 'may not start run', 'may not start run'],
    [['author'], 'may not start run', 'may not start run'],
    [['operator'], 'started', 'is not published (other-text)'],
    [['operator', 'author'], 'started', 'started'],
    [['admin'], 'started', 'started'],
  ])('%j: the published text %s, an unmerged branch %s', async (roles, published, unmerged) => {
    expect(await startAs(roles)).toContain(published)
    expect(await startAs(roles, 'draft')).toContain(unmerged)
  })
})

describe('an agent', () => {
  test('proposes a text on a branch of its own, says that it wrote it, and publishes nothing', async () => {
    const actor = { kind: 'agent', id: 'grace', via: 'mcp' } as const
    const grants = (['author', 'operator'] as const).map((role) => ({
      to: { kind: 'account', account: 'grace' } as const,
      role,
      on: { kind: 'everything' } as const,
    }))
    const principal = { actor, groups: [], agent: ['viewer', 'operator', 'author'] as const }
    const app: App = { ...desk.app, actor, access: { kind: 'granted', principal, grants } }
    const path = 'shop/restart.md'
    const open = async () =>
      (await (await desk.ask('GET', `/api/runbook?path=${path}`)).json()) as {
        text: string
        documentHash: string
      }
    const { text, documentHash } = await open()
    const edit = { path, text: `${text}\n2. Look at it.\n`, replaces: documentHash }
    expect(await saveRunbook(app, edit)).toMatchObject({ refused: true })
    const proposed = await proposeEdit(app, edit)
    const branch = 'kneeboard/agent-of-grace/shop-restart'
    expect(proposed).toMatchObject({ kind: 'saved', proposal: { branch, base: 'main', pushed: true } })
    upstream.git('fetch', '-q', 'origin', branch)
    expect(upstream.git('log', '-1', '--format=%an', 'FETCH_HEAD')).toBe('agent of grace')
    expect((await open()).documentHash).toBe(documentHash)

    const planned = await planRun(app, { path, given: new Map(), at: branch })
    if (planned.kind === 'trouble') throw new Error(planned.why)
    expect(await startRun(app, planned.plan, 'checklist')).toMatchObject({ refused: true })
  })
})

describe('the hook', () => {
  const body = '{"ref": "refs/heads/main"}'
  const hex = (of: string, key = secret) => createHmac('sha256', key).update(of).digest('hex')
  const send = (headers: Readonly<Record<string, string>>, sent: string | Uint8Array = body) =>
    fetch(`${desk.url}/api/library/hook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: sent,
    })
  const standard = (at: number, id = 'msg_1', key = secret) => ({
    'webhook-id': id,
    'webhook-timestamp': `${at}`,
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`,
  })
  const now = () => Math.floor(Date.now() / 1000)

  test('that is signed has the library fetched', async () => {
    const commit = upstream.commit({ 'words.txt': 'told by the hook\n' })
    upstream.push()
    expect((await send({ 'x-hub-signature-256': `sha256=${hex(body)}` })).status).toBe(202)
    await until(async () => (await source()).published.commit === commit)
  })

  test.each<readonly [string, () => Readonly<Record<string, string>>]>([
    ['GitHub', () => ({ 'x-hub-signature-256': `sha256=${hex(body)}` })],
    ['Bitbucket', () => ({ 'x-hub-signature': `sha256=${hex(body)}` })],
    ['Gitea', () => ({ 'x-gitea-signature': hex(body) })],
    ['GitLab', () => ({ 'x-gitlab-token': secret })],
    ['Standard Webhooks', () => standard(now())],
  ])('is taken in the form of %s', async (_, headers) => {
    expect((await send(headers())).status).toBe(202)
  })

  test.each<readonly [string, () => Readonly<Record<string, string>>]>([
    ['no signature', () => ({})],
    ['a signature of another body', () => ({ 'x-hub-signature-256': `sha256=${hex('{}')}` })],
    ['one by another secret', () => ({ 'x-hub-signature-256': `sha256=${hex(body, 'the one before')}` })],
    ['another algorithm', () => ({ 'x-hub-signature': `sha1=${hex(body).slice(0, 40)}` })],
    ['one that is cut', () => ({ 'x-gitea-signature': hex(body).slice(0, 32) })],
    ['another token', () => ({ 'x-gitlab-token': `${secret}s` })],
    ['an old time', () => standard(now() - 600)],
    ['a time to come', () => standard(now() + 600)],
    ['a time that was changed', () => ({ ...standard(now()), 'webhook-timestamp': `${now() - 1}` })],
    ['an id that was changed', () => ({ ...standard(now()), 'webhook-id': 'msg_2' })],
  ])('is refused with %s', async (_, headers) => {
    expect((await send(headers())).status).toBe(401)
  })

  test('is refused when it is too long, however it is signed', async () => {
    const long = new Uint8Array(26 * 1024 * 1024)
    // The connection ends before all of it is sent: that is an answer too.
    const status = await send({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, long).then(
      (response) => response.status,
      () => 413,
    )
    expect(status).toBe(413)
  })

  test('is the only door without a session and the header of our own pages', async () => {
    const bare = { method: 'POST', headers: { 'x-gitlab-token': secret } }
    expect((await fetch(`${desk.url}/api/library/fetch`, bare)).status).toBe(403)
    const other = await fetch(`${desk.url}/api/library/hook?x=1`, { ...bare, method: 'PUT' })
    expect(other.status).toBe(403)
  })
})
