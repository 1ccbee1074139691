import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDesk } from './desk.ts'

let desk: Awaited<ReturnType<typeof openDesk>>
beforeAll(async () => {
  desk = await openDesk({
    'outer.md': '# Outer\n\n## Steps\n\n1. [Inner](inner.md)\n',
    'inner.md': '# Inner\n\n## Steps\n\n1. Look at it\n2. Say it\n\n   ```sh {auto}\n   echo said\n   ```\n',
  })
})
afterAll(() => desk.close())

type Head = { readonly run: string; readonly status: string; readonly mode: string; readonly parent?: string }

const inner = async (run: string): Promise<Head | undefined> => {
  const { runs } = (await (await desk.ask('GET', '/api/runs')).json()) as { runs: Head[] }
  return runs.find(({ parent }) => parent === run)
}

test('what is said of the mode and of pausing reaches the runs inside, until something newer is said there', async () => {
  const started = await desk.ask('POST', '/api/runs', { path: 'outer.md', mode: 'auto', values: {} })
  const { run } = (await started.json()) as { run: string }
  const becomes = (wanted: Partial<Head>) =>
    vi.waitFor(async () => expect(await inner(run)).toMatchObject(wanted), { timeout: 20_000, interval: 100 })
  const say = (to: string, input: object) => desk.ask('POST', `/api/runs/${to}/inputs`, input)

  await becomes({ status: 'waiting', mode: 'auto' })
  await say(run, { kind: 'change-mode', mode: 'step' })
  await becomes({ mode: 'step' })
  await say(run, { kind: 'pause' })
  await becomes({ status: 'paused' })
  await say(run, { kind: 'continue' })
  await becomes({ status: 'waiting', mode: 'step' })

  const { run: inside } = (await inner(run)) ?? { run: '' }
  await say(inside, { kind: 'change-mode', mode: 'checklist' })
  await becomes({ mode: 'checklist' })
  await say(run, { kind: 'pause' })
  await becomes({ status: 'paused', mode: 'checklist' })
  await say(run, { kind: 'cancel' })
  await becomes({ status: 'cancelled' })
}, 90_000)

test('a run inside another has one driver: what is answered there is carried out once, and its end is the step’s', async () => {
  const started = await desk.ask('POST', '/api/runs', { path: 'outer.md', mode: 'auto', values: {} })
  const { run } = (await started.json()) as { run: string }
  const waiting = await vi.waitFor(
    async () => {
      const head = await inner(run)
      if (head?.status !== 'waiting') throw new Error('not yet')
      return head
    },
    { timeout: 20_000, interval: 50 },
  )
  const asked = await desk.follow(waiting.run, { until: ({ event }) => event.type === 'question.asked' })
  const effect = `${waiting.run}/${asked.at(-1)?.seq}`
  // Many at once: each would make a driver of its own, if there could be two.
  const answer = { kind: 'answer', effect, answer: { choice: 'done' } }
  await Promise.all([1, 2, 3].map(() => desk.ask('POST', `/api/runs/${waiting.run}/inputs`, answer)))
  const facts = await desk.follow(waiting.run, { until: ({ event }) => event.type === 'run.ended' })
  expect(facts.filter(({ event }) => event.type === 'attempt.started')).toHaveLength(1)
  expect(facts.filter(({ event }) => event.type === 'attempt.unknown')).toHaveLength(0)
  const outer = await desk.follow(run, { until: ({ event }) => event.type === 'run.ended' })
  expect(outer.at(-1)?.event).toMatchObject({ status: 'succeeded' })
}, 90_000)
