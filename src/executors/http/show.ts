import type { Answer } from './exchange.ts'

/** A body longer than this is cut: 64 MiB. */
const bodyBytesMax = 64 * 2 ** 20
/** JSON up to this is laid out: 4 MiB. */
const prettyBytesMax = 4 * 2 ** 20

/** Headers that tell something about the answer; what may hold a session stays unseen. */
const shownHeaders = new Set(
  'allow content-length content-type date etag last-modified link location retry-after server warning www-authenticate x-request-id'.split(
    ' ',
  ),
)

/** The status line and telling headers to standard error, the body to standard output. */
export async function showAnswer({ status, statusText, headers, body }: Answer): Promise<void> {
  process.stderr.write(`HTTP ${status} ${statusText}\n`)
  for (const [name, value] of headers) if (shownHeaders.has(name)) process.stderr.write(`${name}: ${value}\n`)
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? 'text/plain'
  if (/^application\/(?:[\w.+-]*\+)?json\b/i.test(type)) return showJson(body)
  const isText = /^text\/|json|xml|yaml|javascript|x-www-form-urlencoded/i.test(type)
  const bytes = await copy(body, isText ? process.stdout : undefined)
  if (!isText && bytes > 0) process.stderr.write(`(${bytes} bytes of ${type} are not shown)\n`)
}

async function showJson(body: AsyncIterable<unknown>): Promise<void> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  const rest = body[Symbol.asyncIterator]()
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    const piece = next.value as Uint8Array
    pieces.push(piece)
    bytes += piece.byteLength
    if (bytes <= prettyBytesMax) continue
    // Too long to be laid out: as it comes.
    for (const each of pieces) await write(each)
    await copy({ [Symbol.asyncIterator]: () => rest }, process.stdout, bytes)
    return
  }
  const text = Buffer.concat(pieces).toString('utf8')
  await write(Buffer.from(pretty(text)))
}

/** The same document on several lines; numbers keep every digit they came with. */
export function pretty(text: string): string {
  try {
    const keep = (_: string, value: unknown, context?: { source?: string }): unknown =>
      typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
        ? rawJson(context.source)
        : value
    return `${JSON.stringify(JSON.parse(text, keep), null, 2)}\n`
  } catch {
    return text
  }
}

/** `JSON.rawJSON`, which the library of types does not know yet. */
const rawJson = (source: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source)

async function copy(
  body: AsyncIterable<unknown>,
  to: NodeJS.WriteStream | undefined,
  before = 0,
): Promise<number> {
  let bytes = before
  for await (const piece of body) {
    bytes += (piece as Uint8Array).byteLength
    if (bytes > bodyBytesMax) {
      process.stderr.write(`(cut at ${bodyBytesMax} bytes)\n`)
      break
    }
    if (to) await write(piece as Uint8Array)
  }
  return bytes
}

const write = (piece: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(piece, () => resolve())
  })
