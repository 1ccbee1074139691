import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attemptFiles } from '../attempt-files.ts'
import { giveOutputs, runOwnProgram, Trouble, writeDurably } from '../own-program.ts'
import { EgressRefusal, makeGuard } from '../egress/guard.ts'
import type { Answer, Terms } from './exchange.ts'
import { exchange, NoAnswer, reasonOf } from './exchange.ts'
import type { Filled, HttpRequest } from './request.ts'
import { fillRequest } from './request.ts'
import { showAnswer } from './show.ts'

/**
 * Entry of the process that makes one request: `node program.ts FOLDER`, with `request.json` in the folder. The
 * status line and headers go to standard error, the body to standard output, so that checks see the body alone.
 * Exit codes are curl's: 0 for 2xx and 3xx, 22 for other answers, 3 for what is no URL or leads away, 28 for out of
 * time. When a request that changes something may have arrived and nobody answered, a person is asked.
 */
async function carryOut(request: HttpRequest, folder: string): Promise<number> {
  const filled = fillRequest(request, process.env)
  if (filled.kind === 'refused') return say(filled.message, 3)
  const waiting = endWhenAsked(filled, folder)
  let answer: Answer
  try {
    answer = await send(filled, request)
  } catch (thrown) {
    if (thrown instanceof Refusal) return say(thrown.message, 3)
    return tell(thrown, filled, request, folder)
  } finally {
    waiting.stop()
  }
  // Its status says what became of the request, whatever becomes of its body.
  writeFileSync(join(folder, attemptFiles.response), JSON.stringify(responseOf(answer)), { mode: 0o600 })
  giveOutputs(folder, { status: String(answer.status) })
  try {
    await showAnswer(answer)
  } catch (thrown) {
    return say(
      `the answer broke off: ${isLate(thrown) ? `it took longer than ${request.timeoutMs / 1000} s` : reasonOf(thrown)}`,
      56,
    )
  }
  return answer.status >= 200 && answer.status < 400 ? 0 : 22
}

/** Asked to end while a request that changes something is under way, nobody knows whether it took effect. */
function endWhenAsked({ method, url }: Request, folder: string): { stop(): void } {
  const leave = (): void => {
    if (isSafe(method)) process.exit(143)
    leaveInDoubt(folder, `it was ended while ${url.origin} had not answered`, method)
    process.exit(28)
  }
  process.once('SIGTERM', leave)
  return { stop: () => void process.off('SIGTERM', leave) }
}

function leaveInDoubt(folder: string, why: string, method: string): string {
  const doubt = `${why}: whether the ${method} took effect is not known`
  writeDurably(folder, attemptFiles.verdict, JSON.stringify({ kind: 'unknown', why: doubt }))
  return doubt
}

/** No answer, or half of one. */
function tell(thrown: unknown, { url, method }: Request, request: HttpRequest, folder: string): number {
  // Nothing was connected to, so nothing can have arrived.
  if (thrown instanceof EgressRefusal) throw new Trouble(thrown.message)
  const late = isLate(thrown)
  const why = late
    ? `no answer from ${url.host} within ${request.timeoutMs / 1000} s`
    : `${url.origin} did not answer: ${reasonOf(thrown)}`
  const arrived = late || !(thrown instanceof NoAnswer) || thrown.sent === 'perhaps'
  if (arrived && !isSafe(method)) {
    return say(leaveInDoubt(folder, why, method), late ? 28 : 56)
  }
  if (late) return say(why, 28)
  throw new Trouble(why)
}

const isLate = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  (thrown.name === 'TimeoutError' || /operation was aborted|due to timeout/.test(thrown.message))

const isSafe = (method: string): boolean => /^(?:GET|HEAD|OPTIONS)$/.test(method)

type Request = Extract<Filled, { kind: 'request' }>

/** A redirect that is not followed. */
class Refusal extends Error {}

const redirectsMax = 5
/** A connection is there within this, or there is none: 10 s. */
const connectMs = 10_000

/**
 * Follows redirects as the block asks, five at most. Only GET and HEAD are asked again: anything else is sent once.
 * What was meant for one origin (headers may hold secrets) is not sent to another.
 */
async function send(
  request: Request,
  { timeoutMs, redirect, ca, certificate, egress }: HttpRequest,
): Promise<Answer> {
  let { url, headers } = request
  const { method, body } = request
  const terms: Terms = {
    connectMs,
    signal: AbortSignal.timeout(timeoutMs),
    certificate,
    ...(egress ? { guard: makeGuard(egress) } : {}),
    ...(ca === undefined ? {} : { ca: readAuthorities(ca) }),
  }
  for (let hop = 0; hop <= redirectsMax; hop++) {
    const answer = await exchange(
      { method, url, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) },
      terms,
    )
    const location = answer.headers.find(([name]) => name === 'location')?.[1]
    if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer
    if (redirect === 'manual' || (method !== 'GET' && method !== 'HEAD')) return answer
    answer.body.destroy()
    const next = nextUrl(location, url, redirect)
    process.stderr.write(`redirected to ${next.origin}\n`)
    if (next.origin !== url.origin) headers = new Headers({ accept: headers.get('accept') ?? '*/*' })
    url = next
  }
  throw new Refusal(`redirected more than ${redirectsMax} times`)
}

function nextUrl(location: string, url: URL, redirect: HttpRequest['redirect']): URL {
  if (!URL.canParse(location, url.href)) throw new Refusal('redirected to what is not a URL')
  const next = new URL(location, url.href)
  const where = `${next.protocol}//${next.host}`
  if (redirect === 'error') throw new Refusal(`redirected to ${where}: not followed, as redirect=error says`)
  if (next.protocol !== url.protocol && next.protocol !== 'https:')
    throw new Refusal(`redirected to ${where}: not followed`)
  if (redirect === 'near' && next.origin !== url.origin)
    throw new Refusal(
      `redirected to ${where}: not followed to another host; write that address, or redirect=follow`,
    )
  return next
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Trouble(`the certificates in ${file} cannot be read: ${reasonOf(thrown)}`)
  }
}

/** What checks look at: every header, those of several lines joined. */
function responseOf({ status, headers }: Answer): { status: number; headers: Record<string, string> } {
  const joined = new Map<string, string>()
  for (const [name, value] of headers) {
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return { status, headers: Object.fromEntries(joined) }
}

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}

await runOwnProgram(async (request, folder) => carryOut(request as HttpRequest, folder))
