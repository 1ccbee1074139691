import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import type { ServerProcess } from './server.ts'
import { eventually, startServer } from './server.ts'

/** A collector: OTLP over HTTP, its JSON protocol, as a real one listens on port 4318. */
const collector = createServer()
let endpoint = ''
let requests: { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
let refusals: number[] = []

beforeAll(async () => {
  collector.on('request', (request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => (body += data.toString()))
    request.on('end', () => {
      const status = refusals.shift() ?? 200
      if (status === 200) requests.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}')
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterAll(() => collector.close())

const started: ServerProcess[] = []
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL')
  requests = []
  refusals = []
})

type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, string> }[]
  readonly status: { readonly code: number }
}
type Sent = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] }
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[]
  }[]
}
const sent = (): readonly Sent[] => requests.map(({ body }) => JSON.parse(body) as Sent)
const spans = (): readonly Span[] =>
  sent().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((each) => each.scopeSpans.flatMap((one) => one.spans)),
  )

const makeDesk = desksWith(() => ({
  'shop.md': `# Shop

## Parameters

| Name | Description | Type | Required |
|---|---|---|---|
| word | What to say | string | yes |

## Steps

1. **Say it.**

   \`\`\`sh {auto}
   echo "{{ word }} canary-output"
   \`\`\`

2. Look at it.
`,
}))

async function serve(...args: Parameters<typeof startServer>): Promise<ServerProcess> {
  const server = await startServer(...args)
  started.push(server)
  return server
}

async function startRun(server: ServerProcess): Promise<string> {
  const body = { path: 'shop.md', mode: 'auto', values: { word: 'canary-value' } }
  const answer = await server.ask('POST', '/api/runs', body)
  return ((await answer.json()) as { run: string }).run
}

const answerDone = (server: ServerProcess, run: string) =>
  eventually(async () => {
    const shown = (await (await server.ask('GET', `/api/runs/${run}`)).json()) as {
      readonly facts: readonly { readonly seq: number; readonly event: { readonly type: string } }[]
    }
    const asked = shown.facts.findLast(({ event }) => event.type === 'question.asked')
    if (!asked) return undefined
    const effect = `${run}/${asked.seq}`
    const input = { kind: 'answer', effect, answer: { choice: 'done' } }
    return (await server.ask('POST', `/api/runs/${run}/inputs`, input)).ok || undefined
  })

describe('a run as a trace', () => {
  test('arrives at a collector span by span, goes on with another server, and holds nothing of the run', async () => {
    const desk = makeDesk()
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer collector-token',
      KNEEBOARD_TELEMETRY_SERVICE_NAME: 'kneeboard-test',
    }
    const first = await serve(desk, settings)
    const run = await startRun(first)
    await eventually(() => spans().find(({ name }) => name === 'step'))
    expect(spans().map(({ name }) => name)).toEqual(['attempt', 'step'])
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    const second = await serve(desk, settings)
    await answerDone(second, run)
    await eventually(() => spans().find(({ name }) => name === 'run'))
    expect(spans().map(({ name }) => name)).toEqual([
      'attempt',
      'step',
      'question',
      'step',
      // The section the two stand in.
      'step',
      'run',
    ])

    const [attempt, step, question, other, , root] = spans()
    expect(new Set(spans().map(({ traceId }) => traceId)).size).toBe(1)
    expect(root?.parentSpanId).toBeUndefined()
    expect([step?.parentSpanId, other?.parentSpanId]).toEqual([root?.spanId, root?.spanId])
    expect([attempt?.parentSpanId, question?.parentSpanId]).toEqual([step?.spanId, other?.spanId])
    expect(root?.status.code).toBe(1)
    expect(root?.attributes).toContainEqual({ key: 'kneeboard.run', value: { stringValue: run } })
    expect(attempt?.attributes).toContainEqual({ key: 'kneeboard.exit_code', value: { intValue: '0' } })
    for (const { startTimeUnixNano, endTimeUnixNano } of spans())
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true)

    expect(requests[0]).toMatchObject({
      url: '/v1/traces',
      headers: { authorization: 'Bearer collector-token', 'content-type': 'application/json' },
    })
    expect(sent()[0]?.resourceSpans[0]?.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'kneeboard-test' },
    })
    expect(requests.map(({ body }) => body).join('')).not.toMatch(/canary|collector-token/)
    expect([...first.log(), ...second.log()].join('')).not.toContain('collector-token')
  })

  test('waits for a collector that is busy, and holds up nothing', async () => {
    refusals = [503, 429]
    const server = await serve(makeDesk(), { KNEEBOARD_TELEMETRY_ENDPOINT: `${endpoint}/v1/traces` })
    await startRun(server)
    await eventually(() => spans().find(({ name }) => name === 'attempt'))
    expect(requests[0]?.url).toBe('/v1/traces')
  })

  test('that nobody takes is a line of the log, and the run goes on', async () => {
    const server = await serve(makeDesk(), { KNEEBOARD_TELEMETRY_ENDPOINT: 'http://127.0.0.1:1' })
    const run = await startRun(server)
    await answerDone(server, run)
    await eventually(() => server.log().find((line) => line.includes('spans were not taken')))
    await eventually(() => server.log().find((line) => line.includes('"run ended"')))
  })

  test('is not made where nobody asked for it', async () => {
    const server = await serve(makeDesk())
    const run = await startRun(server)
    await answerDone(server, run)
    await eventually(() => server.log().find((line) => line.includes('"run ended"')))
    server.child.kill('SIGTERM')
    await server.ended
    expect(requests).toEqual([])
  })
})
