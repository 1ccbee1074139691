import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerDesk, StreamedFact } from './desk.ts'
import { openDesk } from './desk.ts'

const runbook = `# Three

**Owner:** Ada

## Steps

1. Say one

   \`\`\`sh {auto}
   echo one; echo two >&2
   \`\`\`

2. Look at it

3. Say three

   \`\`\`sh
   echo three {{ what }}
   \`\`\`

## Parameters

| Name | Description |
|---|---|
| what | what is said |
`

let desk: ServerDesk
beforeAll(async () => {
  desk = await openDesk({ 'three.md': runbook, 'sub/other.md': '# Other\n\n1. Rotate the keys.\n' })
})
afterAll(() => desk.close())

const start = async (): Promise<string> => {
  const response = await desk.ask('POST', '/api/runs', {
    path: 'three.md',
    mode: 'auto',
    values: { what: '$(echo pwned)' },
  })
  expect(response.status).toBe(200)
  return ((await response.json()) as { run: string }).run
}

const asked = (fact: StreamedFact): boolean => fact.event.type === 'question.asked'
const ended = (fact: StreamedFact): boolean => fact.event.type === 'run.ended'

const answer = (run: string, fact: StreamedFact | undefined, given: object) =>
  desk.ask('POST', `/api/runs/${run}/inputs`, {
    kind: 'answer',
    effect: `${run}/${fact?.seq}`,
    answer: given,
  })

describe('the library', () => {
  test('is listed with what its texts say', async () => {
    const library = (await (await desk.ask('GET', '/api/library')).json()) as {
      runbooks: { path: string; owner?: string; steps: number }[]
    }
    expect(library.runbooks.map(({ path, owner, steps }) => ({ path, owner, steps }))).toEqual([
      { path: 'sub/other.md', owner: undefined, steps: 1 },
      { path: 'three.md', owner: 'Ada', steps: 3 },
    ])
  })

  test('is searched by what steps and commands say', async () => {
    const found = (await (await desk.ask('GET', '/api/search?q=rotate')).json()) as {
      hits: { path: string; line: number }[]
    }
    expect(found.hits).toMatchObject([{ path: 'sub/other.md', line: 3, kind: 'step' }])
  })

  test('gives nothing from outside', async () => {
    const response = await desk.ask(
      'GET',
      `/api/runbook?path=${encodeURIComponent('../data/journal.sqlite')}`,
    )
    expect(response.status).toBe(422)
  })
})

describe('a run', () => {
  test('is started, followed, answered and carried to its end; its values are values', async () => {
    const run = await start()
    const first = await desk.follow(run, { until: asked })
    expect((await answer(run, first.at(-1), { choice: 'done' })).status).toBe(200)
    const second = await desk.follow(run, { after: first.at(-1)?.seq ?? 0, until: asked })
    const effect = `${run}/${second.at(-1)?.seq}`
    const sight = await (await desk.ask('POST', `/api/runs/${run}/sight`, { effect, values: {} })).json()
    expect(sight).toMatchObject({
      state: 'resolved',
      action: { action: 'shell', environment: { KB_what: '$(echo pwned)' } },
    })
    expect((await answer(run, second.at(-1), { choice: 'run' })).status).toBe(200)
    const all = await desk.follow(run, { until: ended })
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1))
    expect(all.at(-1)?.event).toMatchObject({ status: 'succeeded' })
    const attempts = all.filter(({ event }) => event.type === 'attempt.started')
    const log = (await (await desk.ask('GET', `/api/runs/${run}/logs/${attempts.at(-1)?.seq}`)).json()) as {
      lines: { text: string }[]
    }
    expect(log.lines.map(({ text }) => text)).toEqual(['three $(echo pwned)'])
  })

  test('told to many at once tells each of them every fact once, in order', async () => {
    const run = await start()
    const listeners = Promise.all(Array.from({ length: 20 }, () => desk.follow(run, { until: ended })))
    const first = await desk.follow(run, { until: asked })
    await answer(run, first.at(-1), { choice: 'skip', reason: 'not-applicable' })
    const second = await desk.follow(run, { after: first.at(-1)?.seq ?? 0, until: asked })
    await answer(run, second.at(-1), { choice: 'done' })
    for (const facts of await listeners)
      expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1))
  })

  test('takes an answer once, and keeps a later one as said', async () => {
    const run = await start()
    const first = await desk.follow(run, { until: asked })
    const [one, two] = await Promise.all([
      answer(run, first.at(-1), { choice: 'done' }),
      answer(run, first.at(-1), { choice: 'fail' }),
    ])
    expect([one.status, two.status]).toEqual([200, 200])
    const after = await desk.follow(run, { until: ({ event }) => event.type === 'answer.late' })
    expect(after.filter(({ event }) => event.type === 'question.answered')).toHaveLength(1)
  })

  test('keeps a file as it is, and gives it back so that no browser shows or runs it', async () => {
    const run = await start()
    const page = new TextEncoder().encode('<script>alert(1)</script>')
    const name = encodeURIComponent('../../a "b"\r\nx: y ☃.html')
    const kept = await desk.ask('POST', `/api/runs/${run}/evidence?name=${name}`, page)
    expect(await kept.json()).toMatchObject({
      name: 'a _b___x_ y ☃.html',
      sha256: createHash('sha256').update(page).digest('hex'),
    })
    const back = await desk.ask('GET', `/api/runs/${run}/evidence/1`)
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(page)
    expect(back.headers.get('content-type')).toBe('application/octet-stream')
    expect(back.headers.get('x-content-type-options')).toBe('nosniff')
    expect(back.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    expect(back.headers.get('content-disposition')).toBe(
      `attachment; filename="a _b___x_ y _.html"; filename*=UTF-8''a%20_b___x_%20y%20%E2%98%83.html`,
    )
  })

  test('keeps no file that is too large, belongs to no step of it, or is none', async () => {
    const run = await start()
    const large = new Uint8Array(25 * 1024 * 1024 + 1)
    expect((await desk.ask('POST', `/api/runs/${run}/evidence?name=a`, large)).status).toBe(413)
    const elsewhere = await desk.ask(
      'POST',
      `/api/runs/${run}/evidence?name=a&instance=no-step`,
      new Uint8Array(1),
    )
    expect(elsewhere.status).toBe(422)
    expect((await desk.ask('POST', `/api/runs/${run}/evidence?name=a`, { a: 1 })).status).toBe(422)
    expect((await desk.ask('GET', `/api/runs/${run}/evidence/1`)).status).toBe(422)
  })

  test('that is not there, or takes no such answer, says so', async () => {
    expect((await desk.ask('GET', '/api/runs/run_0')).status).toBe(422)
    const run = await start()
    const first = await desk.follow(run, { until: asked })
    const wrong = await answer(run, first.at(-1), { choice: 'approve', approver: 'me', asserted: true })
    expect(wrong.status).toBe(422)
    expect(await wrong.json()).toMatchObject({ why: expect.stringContaining('this question takes') })
  })
})
