import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Asker, Place } from './people.ts'
import { openPlace, person, setUp } from './people.ts'

let place: Place
let root: Asker
const who = new Map<string, Asker>()
const ask = (name: string): Asker => {
  const asker = who.get(name)
  if (!asker) throw new Error(`nobody is called ${name}`)
  return asker
}

beforeAll(async () => {
  place = await openPlace({
    'a.md':
      '# A\n\n1. Begin.\n\n2. Change it.\n\n   ```sh\n   true\n   ```\n\n3. Have it approved.\n\n   ```yaml approve\n   message: Go on?\n   ```\n\n4. End.\n',
  })
  root = await setUp(place)
  const all = ['operator', 'approver', 'author']
  const people: Readonly<Record<string, readonly string[]>> = {
    starter: all,
    next: all,
    editor: all,
    approver: ['approver'],
    operator: ['operator'],
    admin: ['admin'],
  }
  const come = Object.entries(people).map(async ([name, roles]) => {
    const grants = roles.map((role) => ({ role }))
    who.set(name, place.withCookie(await person(place, root, name, grants)))
  })
  await Promise.all(come)
}, 120_000)
afterAll(() => place.close())

type Fact = {
  readonly seq: number
  readonly event: { readonly type: string; readonly question?: { readonly kind: string } }
}

/** Waits for the question that is open now, of this kind. */
async function question(run: string, kind: string): Promise<string> {
  for (;;) {
    const shown = (await (await root('GET', `/api/runs/${run}`)).json()) as { facts: Fact[] }
    const asked = shown.facts.findLast(({ event }) => event.type === 'question.asked')
    if (asked?.event.question?.kind === kind) return `${run}/${asked.seq}`
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A run begun by one, handed to another, with a command changed by a third, that asks for an approval. */
async function waiting(): Promise<{ readonly run: string; readonly effect: string }> {
  const started = await ask('starter')('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })
  const { run } = (await started.json()) as { run: string }
  const put = async (name: string, body: object) => {
    const response = await ask(name)('POST', `/api/runs/${run}/inputs`, body)
    expect([name, response.status, response.ok ? '' : await response.text()]).toEqual([name, 200, ''])
  }
  const first = await question(run, 'do')
  await put('starter', { kind: 'answer', effect: first, answer: { choice: 'done' } })
  await put('starter', { kind: 'hand-over', to: 'next' })
  const answer = { choice: 'run', edited: { private: 'true # again' } }
  await put('editor', { kind: 'answer', effect: await question(run, 'run'), answer })
  return { run, effect: await question(run, 'approve') }
}

const approve = (effect: string, approver = 'approver') => ({
  kind: 'answer',
  effect,
  answer: { choice: 'approve', approver, asserted: false },
})

describe('an approval', () => {
  test('is of nobody who started, operates or answered, has not the role, or is no person', async () => {
    const { run, effect } = await waiting()
    const tries = async (asker: Asker): Promise<string> => {
      const response = await asker('POST', `/api/runs/${run}/inputs`, approve(effect))
      return `${response.status} ${((await response.json()) as { why?: string }).why ?? ''}`
    }
    const made = await ask('approver')('POST', '/api/tokens', { name: 'ci', days: 1, scope: {} })
    const { token } = (await made.json()) as { token: string }
    await root('POST', '/api/accounts', { name: 'robot', kind: 'service' })
    const give = { to: { kind: 'account', account: 'robot' }, role: 'approver', on: { kind: 'everything' } }
    await root('POST', '/api/grants', give)
    const service = await root('POST', '/api/tokens', { name: 'r', days: 1, scope: {}, account: 'robot' })
    const robot = place.withToken(((await service.json()) as { token: string }).token)
    expect({
      starter: await tries(ask('starter')),
      next: await tries(ask('next')),
      editor: await tries(ask('editor')),
      operator: await tries(ask('operator')),
      admin: await tries(ask('admin')),
      token: await tries(place.withToken(token)),
      robot: await tries(robot),
    }).toEqual({
      starter: '422 whoever started the run cannot approve it',
      next: '422 whoever operated the run, or answered in it, cannot approve it',
      editor: '422 whoever operated the run, or answered in it, cannot approve it',
      operator: '403 operator may not approve here',
      admin: '403 admin may not approve here',
      token: '403 approver may not approve here',
      robot: '403 robot may not approve here',
    })
  })

  test('is in the name of who gives it, whatever name comes with it', async () => {
    const { run, effect } = await waiting()
    const response = await ask('approver')(
      'POST',
      `/api/runs/${run}/inputs`,
      approve(effect, 'somebody else'),
    )
    expect(response.status).toBe(200)
    const report = await root('GET', `/api/runs/${run}/report?format=json`)
    const { approvals } = (await report.json()) as { approvals: { approver: string; asserted: boolean }[] }
    expect(approvals).toMatchObject([{ approver: 'approver', asserted: false }])
  })
})

describe('a changed command', () => {
  test('is run by nobody who is not an author there, though they operate', async () => {
    const started = await ask('operator')('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })
    const { run } = (await started.json()) as { run: string }
    const put = (answer: object, effect: string) =>
      ask('operator')('POST', `/api/runs/${run}/inputs`, { kind: 'answer', effect, answer })
    await put({ choice: 'done' }, await question(run, 'do'))
    const effect = await question(run, 'run')
    const changed = await put({ choice: 'run', edited: { private: 'id' } }, effect)
    expect([changed.status, await changed.json()]).toMatchObject([
      403,
      { why: 'operator may not edit command here' },
    ])
    expect((await put({ choice: 'run' }, effect)).status).toBe(200)
  })
})
