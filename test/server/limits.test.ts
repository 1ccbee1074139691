import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerDesk } from './desk.ts'
import { enter, openDesk } from './desk.ts'

/** Security test 32, the part of a server: what reaches a limit is told so, and nobody else is held up. */
let desk: ServerDesk
let run = ''
beforeAll(async () => {
  desk = await openDesk(
    { 'a.md': '# A\n\n## Steps\n\n1. Look at it.\n' },
    { streams: { all: 40, perSession: 30 } },
  )
  const started = await desk.ask('POST', '/api/runs', { path: 'a.md', mode: 'checklist', values: {} })
  run = ((await started.json()) as { run: string }).run
})
afterAll(() => desk.close())

const openStream = async (cookie: string) => {
  const end = new AbortController()
  const response = await fetch(`${desk.url}/api/runs/${run}/events`, {
    headers: { cookie },
    signal: end.signal,
  })
  return { response, end }
}

describe('live views', () => {
  test('of one browser, and of all, have a limit that says so; closing one makes room', async () => {
    const cookie = await enter(desk.link())
    const open = await Promise.all(Array.from({ length: 30 }, () => openStream(cookie)))
    expect(open.map(({ response }) => response.status)).toEqual(open.map(() => 200))
    const over = await openStream(cookie)
    expect(over.response.status).toBe(429)
    expect(await over.response.json()).toMatchObject({
      why: '30 live views are open for you, and that is the limit',
      remedy: expect.stringContaining('limits.streamsPerSession'),
    })

    // Another browser is not held up, until the whole server is full.
    const other = await enter(desk.link())
    const more = await Promise.all(Array.from({ length: 11 }, () => openStream(other)))
    expect(more.map(({ response }) => response.status).toSorted((a, b) => a - b)).toEqual([
      ...Array<number>(10).fill(200),
      429,
    ])
    expect((await desk.ask('GET', '/api/runs')).status).toBe(200)
    expect(await (await fetch(`${desk.url}/metrics`)).text()).toMatch(/kneeboard_streams_open 40/)

    for (const { end } of [...open, ...more]) end.abort()
    const again = async (): Promise<number> => {
      const { response, end } = await openStream(cookie)
      end.abort()
      return response.status
    }
    await expect.poll(again, { timeout: 10_000 }).toBe(200)
    await expect
      .poll(async () => (await fetch(`${desk.url}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/kneeboard_streams_open 0/)
  })
})

describe('a body', () => {
  test('that is too large is refused before it is read, also when it says nothing of its length', async () => {
    const send = (body: NonNullable<RequestInit['body']>) =>
      enter(desk.link()).then((cookie) =>
        fetch(`${desk.url}/api/lint`, {
          method: 'POST',
          headers: { cookie, 'x-kneeboard': '1', 'content-type': 'application/json' },
          body,
          // Needed for a body that is a stream.
          duplex: 'half',
        }),
      )
    expect((await send('x'.repeat(5_000_000))).status).toBe(413)
    const piece = new Uint8Array(64 * 1024)
    let pieces = 0
    const endless = new ReadableStream({
      pull(controller) {
        pieces++
        controller.enqueue(piece)
      },
    })
    const answer = await send(endless).then(
      ({ status }) => status,
      // The server may also break off while we still send.
      () => 413,
    )
    expect(answer).toBe(413)
    // 4 MiB are 64 pieces; what was in flight beside them is little.
    expect(pieces).toBeLessThan(1000)
  })
})

test('metrics tell of runs, attempts, questions, the journal, the library and requests', async () => {
  const text = await (await fetch(`${desk.url}/metrics`)).text()
  for (const name of [
    'http_request_seconds_count',
    'runs_open{status="waiting"} 1',
    'questions_waiting 1',
    'attempts_open 0',
    'runs_overdue 0',
    'library_runbooks',
    'library_index_seconds',
    'attempts_started_total 0',
    'process_cpu_seconds_total',
  ])
    expect(text).toContain(`kneeboard_${name}`)
})
