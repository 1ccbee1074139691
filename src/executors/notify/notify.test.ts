import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Bench } from '../../../test/executor/bench.ts'
import { carryOut, makeBench } from '../../../test/executor/bench.ts'
import { openDestinations } from '../../adapters/destinations/destinations.ts'
import { makeSecrets } from '../../adapters/secrets/secrets.ts'
import { readMessage } from '../../document/markdown/message.ts'
import type { ResolvedNotify } from '../../run/resolve.ts'
import type { Message } from '../../sink/message.ts'

type Posted = {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}

const home = mkdtempSync(join(tmpdir(), 'kneeboard-notify-'))
const config = join(home, '.config/kneeboard/notify.yaml')
const posted: Posted[] = []
/** What the HTTP listener answers, one after the other; 200 when nothing is left. */
let answers: {
  readonly status: number
  readonly text?: string
  readonly headers?: Record<string, string>
}[] = []
const mails: {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly login: string
}[] = []
let mailAnswers: number[] = []
let web: Server
let smtp: SMTPServer
let bench: Bench
let origin = ''

const environment = { HOME: home, SLACK_SECRET: '', MAIL_PASSWORD: 'mail-pass-word' }

/** Nobody listens there. */
const closedPort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

beforeAll(async () => {
  web = createServer((request, response) => {
    let text = ''
    request.on('data', (piece: Buffer) => (text += piece.toString()))
    request.on('end', () => {
      posted.push({
        url: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(text) as Posted['body'],
      })
      const { status, text: said = 'ok', headers = {} } = answers.shift() ?? { status: 200 }
      response.writeHead(status, headers).end(said)
    })
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (given, _session, done) =>
      given.password === 'mail-pass-word'
        ? done(null, { user: given.username })
        : done(new Error('Invalid username or password')),
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (piece: Buffer) => (text += piece.toString()))
      stream.on('end', () => {
        const code = mailAnswers.shift()
        if (code !== undefined) return done(Object.assign(new Error('try later'), { responseCode: code }))
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        mails.push({
          from,
          to: rcptTo.map(({ address }) => address),
          text,
          login: String(session.user ?? ''),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()))
  const port = (smtp.server.address() as AddressInfo).port
  const closed = await closedPort()
  environment.SLACK_SECRET = `${origin}/services/T0/B0/slack-secret`
  mkdirSync(join(home, '.config/kneeboard'), { recursive: true })
  writeFileSync(
    config,
    `team: {kind: slack, url from: 'env:SLACK_SECRET'}
cards: {kind: teams, url: '${origin}/teams'}
on-call: {kind: pagerduty, key: routing-key-1234, url: '${origin}/pd'}
hook: {kind: webhook, url: '${origin}/hook', headers: {x-team: ops}, headers from: {authorization: 'env:MAIL_PASSWORD'}}
mail: {kind: mail, server: 'smtp+plain://127.0.0.1:${port}', from: kneeboard@example.com, to: [ops@example.com, boss@example.com]}
dead: {kind: slack, url: 'http://127.0.0.1:${closed}/services/slack-secret'}
no-mail: {kind: mail, server: 'smtp+plain://127.0.0.1:${closed}', from: a@b.c, to: d@e.f}
tls: {kind: mail, server: 'smtp://127.0.0.1:${port}', from: a@b.c, to: d@e.f, user: ada, password from: 'env:MAIL_PASSWORD'}
open: {kind: mail, server: 'smtp+plain://127.0.0.1:${port}', from: a@b.c, to: d@e.f, user: ada, password: x}
odd: {kind: pigeon}
unset: {kind: slack, url from: 'env:NOTHING'}
`,
    { mode: 0o600 },
  )
  const secrets = makeSecrets({ environment, prompts: new Map(), directory: home })
  bench = makeBench({ destinations: openDestinations({ environment, secrets }) })
})
beforeEach(() => {
  posted.length = 0
  mails.length = 0
  answers = []
  mailAnswers = []
})
afterAll(async () => {
  await bench.remove()
  web.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
  rmSync(home, { recursive: true, force: true })
})

const hostile = `*x* <!channel> </p><script>alert(1)</script>\r\nBcc: eve@example.com @here`

/** As the run resolves it: the value stands in the message as text. */
const message: Message = [
  ...readMessage(
    '**Done** on `web-1`, see [the run](https://kb.example.com/r?a=1&b=2).\n\n- one\n- two _three_',
  ),
  { kind: 'paragraph', spans: [{ text: hostile, style: 'plain' }] },
]

const notify = (to: string, change: Partial<ResolvedNotify> = {}): ResolvedNotify => ({
  action: 'notify',
  to,
  title: 'Restarted',
  message,
  severity: 'warning',
  secrets: {},
  ...change,
})

const send = async (to: string, change: Partial<ResolvedNotify> = {}) => {
  const attempt = bench.attempt(notify(to, change))
  const outcome = await carryOut(bench, attempt)
  const out = await bench.log(attempt.effect, 'stdout')
  const err = await bench.log(attempt.effect, 'stderr')
  return { outcome, out, err, effect: attempt.effect }
}

describe('a notification', { timeout: 60_000 }, () => {
  test('to Slack is mrkdwn that calls nobody; its address is in no file, argument or log', async () => {
    const attempt = bench.attempt(notify('team'))
    await bench.executor.prepare(attempt)
    expect(readFileSync(join(bench.folder(attempt.effect), 'request.json'), 'utf8')).not.toContain(
      'slack-secret',
    )
    expect((await bench.executor.run(attempt)).end).toEqual({ kind: 'exit', code: 0 })
    expect(await bench.log(attempt.effect, 'stdout')).toBe('sent to team (slack)\n')
    const text = String(posted[0]?.body['text'])
    expect(posted[0]?.url).toBe('/services/T0/B0/slack-secret')
    expect(text).toMatch(
      /^\*Restarted\*\n\n\*Done\* on `web-1`, see <https:\/\/kb\.example\.com\/r\?a=1&amp;b=2\|the run>\.\n\n• one\n• two _three_/,
    )
    expect(text).not.toMatch(/<!channel>|<script|\*x\*|@here/)
  })

  test('to Teams is a card of runs of text, in which nothing is markup', async () => {
    expect((await send('cards')).outcome.end).toEqual({ kind: 'exit', code: 0 })
    const card = JSON.stringify(posted[0]?.body)
    expect(card).toContain('application/vnd.microsoft.card.adaptive')
    expect(card).toContain('{"type":"TextRun","text":"Done","weight":"Bolder"}')
    expect(card).not.toContain('"TextBlock"')
  })

  test('to PagerDuty has the effect as its key, is tried again, and twice is once', async () => {
    answers = [{ status: 500 }, { status: 202 }]
    const { outcome, effect, err } = await send('on-call')
    expect(outcome.end).toEqual({ kind: 'exit', code: 0 })
    expect(err).toContain('answered 500: ok; tried again')
    expect(posted.map(({ body }) => body['dedup_key'])).toEqual([effect, effect])
    expect(posted[0]?.body).toMatchObject({
      routing_key: 'routing-key-1234',
      event_action: 'trigger',
      payload: { summary: 'Restarted', severity: 'warning', source: 'kneeboard' },
    })
  })

  test('to a webhook says who sends it, in plain text and in HTML', async () => {
    const { effect } = await send('hook')
    expect(posted[0]).toMatchObject({
      headers: { 'idempotency-key': effect, 'x-team': 'ops', authorization: 'mail-pass-word' },
      body: {
        schema: 'kneeboard.notification/1',
        id: effect,
        run: effect.split('/')[0],
        title: 'Restarted',
        severity: 'warning',
      },
    })
    expect(String(posted[0]?.body['html'])).not.toContain('<script')
    expect(String(posted[0]?.body['text'])).toContain('- two three')
  })

  test('by mail has a subject in which no header begins, two bodies, and the effect in its Message-ID', async () => {
    const { outcome, effect } = await send('mail', { title: 'Restarted\r\nBcc: eve@example.com' })
    expect(outcome.end).toEqual({ kind: 'exit', code: 0 })
    const [mail] = mails
    expect(mail).toMatchObject({ from: 'kneeboard@example.com', to: ['ops@example.com', 'boss@example.com'] })
    const head = (mail?.text ?? '').split('\r\n\r\n')[0] ?? ''
    expect(head).not.toMatch(/^Bcc:/im)
    expect(head).toContain(`Message-ID: <${effect.replace('/', '.')}@example.com>`)
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m)
    expect(mail?.text).toContain('text/plain')
    expect(mail?.text).toContain('text/html')
    expect(mail?.text.split('text/html')[1]).not.toContain('<script')
  })

  test('is tried again where it was certainly not taken, and not where it may have been', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '1' } }]
    expect((await send('team')).outcome.end).toEqual({ kind: 'exit', code: 0 })
    expect(posted).toHaveLength(2)
    posted.length = 0
    answers = [{ status: 500 }]
    expect((await send('team')).outcome.end).toMatchObject({ kind: 'error' })
    expect(posted).toHaveLength(1)
    mailAnswers = [451]
    const again = await send('mail')
    expect(again.outcome.end).toEqual({ kind: 'exit', code: 0 })
    mailAnswers = [550]
    expect((await send('mail')).outcome.end).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('550') as string,
    })
  })

  test.each([
    ['dead', /127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/],
    ['no-mail', /127\.0\.0\.1 cannot be reached/],
    ['tls', /127\.0\.0\.1: .*certificate/],
    ['open', /a password is not sent without TLS/],
    ['odd', /does not read as a destination/],
    ['unset', /NOTHING is not set/],
    ['nobody', /no destination is called nobody/],
    ['constructor', /no destination is called constructor/],
  ])('that cannot go to %s says why, and nothing that is secret', async (to, why) => {
    const { outcome, err } = await send(to)
    expect(outcome.end).toMatchObject({ kind: 'error', message: expect.stringMatching(why) as string })
    expect(JSON.stringify(outcome) + err).not.toMatch(/slack-secret|mail-pass-word/)
  })

  test('is not led elsewhere by a redirect', async () => {
    answers = [{ status: 307, headers: { location: `${origin}/elsewhere` } }]
    expect((await send('team')).outcome.end).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('307') as string,
    })
    expect(posted.map(({ url }) => url)).toEqual(['/services/T0/B0/slack-secret'])
  })

  test('is only sent by a configuration that nobody else may read or write', async () => {
    chmodSync(config, 0o640)
    const { outcome } = await send('team')
    chmodSync(config, 0o600)
    expect(outcome.end).toEqual({ kind: 'error', message: `others may use ${config}: chmod 600 ${config}` })
    expect(posted).toEqual([])
  })
})
