import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { visibleLine } from '../../sink/visible.ts'
import { connectTo } from '../egress/connect.ts'
import type { Guard } from '../egress/guard.ts'
import { EgressRefusal, makeGuard } from '../egress/guard.ts'
import { exchange, NoAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import type { Destination, MailDestination } from './destination.ts'
import type { Mail, Notification } from './payload.ts'
import { mailOf, payloadOf } from './payload.ts'

/** How one try came out. `again`: it was certainly not taken, or taking it twice does no harm. */
type Tried =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'failed'
      readonly why: string
      readonly next: 'again' | 'stop'
      readonly afterMs?: number
    }

export type Sent = { readonly kind: 'sent' } | { readonly kind: 'failed'; readonly why: string }

/** All tries together: a run waits for it. */
const timeLimitMs = 60_000
const tryMs = 15_000
const pausesMs = [500, 2_000, 6_000]

/** Sends, again where that is certain to do no harm, within a minute. What is said of a failure holds no address. */
export async function send(destination: Destination, notification: Notification): Promise<Sent> {
  const guard = notification.egress && makeGuard(notification.egress)
  const until = performance.now() + timeLimitMs
  for (let tries = 0; ; tries++) {
    const tried = await attempt(destination, notification, guard)
    if (tried.kind === 'sent') return tried
    const pause = Math.max(tried.afterMs ?? 0, pausesMs[tries] ?? Infinity)
    if (tried.next === 'stop' || performance.now() + pause + tryMs > until)
      return { kind: 'failed', why: tried.why }
    process.stderr.write(`${tried.why}; tried again in ${pause / 1000} s\n`)
    await sleep(pause)
  }
}

async function attempt(
  destination: Destination,
  notification: Notification,
  guard: Guard | undefined,
): Promise<Tried> {
  try {
    return destination.kind === 'mail'
      ? await mail(destination, mailOf(notification, destination.from), notification.effect, guard)
      : await post(destination, notification, guard)
  } catch (thrown) {
    if (thrown instanceof EgressRefusal) return { kind: 'failed', why: thrown.message, next: 'stop' }
    throw thrown
  }
}

type WebDestination = Exclude<Destination, { kind: 'mail' }>

async function post(
  destination: WebDestination,
  notification: Notification,
  guard: Guard | undefined,
): Promise<Tried> {
  const url = new URL(destination.url)
  const signal = AbortSignal.timeout(tryMs)
  const key = destination.kind === 'pagerduty' ? destination.key : ''
  const body = Buffer.from(JSON.stringify(payloadOf(destination.kind, notification, key)))
  const own = destination.kind === 'webhook' ? destination.headers : {}
  const headers = new Headers({
    'content-type': 'application/json',
    'user-agent': 'kneeboard',
    'idempotency-key': notification.effect,
    ...own,
  })
  try {
    // Redirects are not followed: what was meant for one address, with its secrets, is not sent to another.
    const answer = await exchange(
      { method: 'POST', url, headers, body },
      { connectMs: tryMs, signal, certificate: 'checked', ...(guard ? { guard } : {}) },
    )
    const said = visibleLine(await beginningOf(answer)).trim()
    if (answer.status >= 200 && answer.status < 300) return { kind: 'sent' }
    return refusal(
      destination.kind,
      answer,
      `${url.host} answered ${answer.status}${said === '' ? '' : `: ${said}`}`,
    )
  } catch (thrown) {
    if (thrown instanceof EgressRefusal) throw thrown
    return lost(destination.kind, url.host, signal.aborted ? 'late' : thrown)
  }
}

/** As much of an answer as is shown; nobody has to send more, and no more is read. */
async function beginningOf({ body }: Answer): Promise<string> {
  let text = ''
  for await (const piece of body) {
    text += String(piece)
    if (text.length >= saidMax) break
  }
  return text.slice(0, saidMax)
}

const saidMax = 200

function refusal(kind: WebDestination['kind'], { status, headers }: Answer, why: string): Tried {
  const seconds = Number(headers.find(([name]) => name === 'retry-after')?.[1])
  const afterMs = Number.isFinite(seconds) && seconds > 0 ? { afterMs: seconds * 1000 } : {}
  // 429 and 503 say that nothing was done. PagerDuty knows a repetition by its key.
  const again = status === 429 || status === 503 || (status >= 500 && kind === 'pagerduty')
  return { kind: 'failed', why, next: again ? 'again' : 'stop', ...afterMs }
}

function lost(kind: WebDestination['kind'], host: string, thrown: unknown): Tried {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const why =
    thrown === 'late'
      ? `${host} did not answer within ${tryMs / 1000} s`
      : `${host} cannot be reached (${code || 'no connection'})`
  const neverThere = thrown instanceof NoAnswer && thrown.sent === 'no'
  return { kind: 'failed', why, next: neverThere || kind === 'pagerduty' ? 'again' : 'stop' }
}

async function mail(
  destination: MailDestination,
  { subject, text, html, messageId }: Mail,
  effect: string,
  guard: Guard | undefined,
): Promise<Tried> {
  const { createTransport } = await import('nodemailer')
  const { host, port, security, from, to, login } = destination
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    connectionTimeout: tryMs,
    greetingTimeout: tryMs,
    socketTimeout: tryMs,
    // A message is what we say it is, and nothing that lies in a file or at an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(guard ? { getSocket: guardedSocket(guard) } : {}),
    ...(login ? { auth: { user: login.user, pass: login.password } } : {}),
  })
  const headers = { 'Auto-Submitted': 'auto-generated', 'X-Kneeboard-Effect': effect }
  try {
    await transport.sendMail({ from, to: [...to], subject, text, html, messageId, headers })
    return { kind: 'sent' }
  } catch (thrown) {
    if (thrown instanceof EgressRefusal) throw thrown
    return mailFailure(host, thrown)
  } finally {
    transport.close()
  }
}

/** How nodemailer is given a connection that somebody else made. */
type GetSocket = (
  options: { readonly host?: string; readonly port?: number },
  answer: (error: Error | null, made?: { readonly connection: Socket }) => void,
) => void

const guardedSocket =
  (guard: Guard): GetSocket =>
  ({ host = '', port = 0 }, answer) =>
    void connectTo(guard, { host, port, speaks: 'mail' }, tryMs).then(
      (connection) => answer(null, { connection }),
      (thrown: unknown) => answer(thrown instanceof Error ? thrown : new Error('no connection')),
    )

const mailError = z.object({
  code: z.optional(z.string()),
  response: z.optional(z.string()),
  responseCode: z.optional(z.number()),
})

function mailFailure(host: string, thrown: unknown): Tried {
  // The fields nodemailer puts on its errors.
  const fields = z.safeParse(mailError, thrown)
  const { responseCode: answered, response = '', code = 'no connection' } = fields.success ? fields.data : {}
  const said = visibleLine(response).slice(0, 200)
  if (code === 'EAUTH') return { kind: 'failed', why: `${host} does not take the login`, next: 'stop' }
  if (answered !== undefined)
    return { kind: 'failed', why: `${host} answered ${said}`, next: answered < 500 ? 'again' : 'stop' }
  const words = thrown instanceof Error ? visibleLine(thrown.message).slice(0, 200) : ''
  if (/certificate|TLS/i.test(words)) return { kind: 'failed', why: `${host}: ${words}`, next: 'stop' }
  // A mail that comes twice has the same Message-ID.
  return { kind: 'failed', why: `${host} cannot be reached (${code})`, next: 'again' }
}
