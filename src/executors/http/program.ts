import { giveOutputs, runOwnProgram, Trouble } from '../own-program.ts'
import type { Filled, HttpRequest } from './request.ts'
import { fillRequest } from './request.ts'

/**
 * Entry of the process that makes one request: `node program.ts FOLDER`, with `request.json` in the folder. The
 * status line and headers go to standard error, the body to standard output, so that checks see the body alone.
 * Exit codes are curl's: 0 for 2xx and 3xx, 22 for other answers, 3 for what is no URL, 28 for out of time.
 */
async function carryOut(request: HttpRequest, folder: string): Promise<number> {
  const filled = fillRequest(request, process.env)
  if (filled.kind === 'refused') return say(filled.message, 3)
  try {
    const response = await send(filled, AbortSignal.timeout(request.timeoutMs))
    await show(response)
    giveOutputs(folder, { status: String(response.status) })
    return response.status >= 200 && response.status < 400 ? 0 : 22
  } catch (thrown) {
    if (thrown instanceof Refusal) return say(thrown.message, 3)
    if (thrown instanceof Error && thrown.name === 'TimeoutError') {
      return say(`no answer from ${filled.url.host} within ${request.timeoutMs / 1000} s`, 28)
    }
    throw new Trouble(`${filled.url.origin} did not answer: ${reasonOf(thrown)}`)
  }
}

type Request = Extract<Filled, { kind: 'request' }>

/** A redirect that is not followed. */
class Refusal extends Error {}

const redirectsMax = 10

/** GET and HEAD follow redirects; what was meant for one origin (headers may hold secrets) is not sent to another. */
async function send(request: Request, signal: AbortSignal): Promise<Response> {
  let { url, headers } = request
  const { method, body } = request
  const follows = method === 'GET' || method === 'HEAD'
  for (let hop = 0; hop <= redirectsMax; hop++) {
    const init = { method, headers, redirect: 'manual', signal } as const
    const response = await fetch(url.href, body === undefined ? init : { ...init, body })
    const location = response.headers.get('location')
    if (!follows || location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response
    await response.body?.cancel()
    if (!URL.canParse(location, url.href)) throw new Refusal('redirected to what is not a URL')
    const next = new URL(location, url.href)
    if (next.protocol !== url.protocol && next.protocol !== 'https:') {
      throw new Refusal(`redirected to ${next.protocol}//${next.host}: not followed`)
    }
    process.stderr.write(`redirected to ${next.origin}\n`)
    if (next.origin !== url.origin) headers = new Headers({ accept: headers.get('accept') ?? '*/*' })
    url = next
  }
  throw new Refusal(`redirected more than ${redirectsMax} times`)
}

/** A body longer than this is cut: 64 MiB. */
const bodyBytesMax = 64 * 2 ** 20

async function show(response: Response): Promise<void> {
  process.stderr.write(`HTTP ${response.status} ${response.statusText}\n`)
  for (const [name, value] of response.headers) process.stderr.write(`${name}: ${value}\n`)
  if (!response.body) return
  const type = response.headers.get('content-type') ?? 'text/plain'
  const isText = /^text\/|json|xml|yaml|javascript|x-www-form-urlencoded/i.test(type)
  let bytes = 0
  for await (const piece of response.body) {
    bytes += piece.byteLength
    if (bytes > bodyBytesMax) break
    if (isText) await write(piece)
  }
  if (!isText) process.stderr.write(`(${bytes} bytes of ${type} are not shown)\n`)
  if (bytes > bodyBytesMax) process.stderr.write(`(cut at ${bodyBytesMax} bytes)\n`)
}

const write = (piece: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(piece, () => resolve())
  })

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}

/** What failed, as the system says it; never the request, which may hold a secret. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  if (!(cause instanceof Error)) return 'the request failed'
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : cause.name
}

await runOwnProgram(async (request, folder) => carryOut(request as HttpRequest, folder))
