import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/access/role.ts'
import { roles } from '../../src/access/role.ts'
import type { Verb } from '../../src/access/verb.ts'
import { rights } from '../../src/access/verb.ts'
import type { RouteName } from '../../src/contract/api.ts'
import { api } from '../../src/contract/api.ts'
import type { Route } from '../../src/contract/route.ts'
import type { Asker, Place } from './people.ts'
import { openPlace, person, setUp } from './people.ts'
import type { Request, Stock } from './rows.ts'
import { rows } from './rows.ts'

const names = [...roles, 'stranger'] as const
type Name = (typeof names)[number]
const transports = ['cookie', 'token'] as const
type Transport = (typeof transports)[number]

let place: Place
let root: Asker
let stock: Omit<Stock, 'n'>
let n = 0
const askers = new Map<string, Asker>()
const askerOf = (name: Name, transport: Transport) => askers.get(`${name} ${transport}`)

beforeAll(async () => {
  place = await openPlace({
    'a.md': '# A\n\n1. Say it.\n\n   ```sh {auto}\n   echo x\n   ```\n\n2. Look at it.\n',
    'saved.md': '# Saved\n',
  })
  root = await setUp(place)
  const made = async (name: string, kind: 'person' | 'service') =>
    (await root('POST', '/api/accounts', { name, kind })).json()
  await made('somebody', 'person')
  await made('robot', 'service')
  await Promise.all(
    names.map(async (name) => {
      const cookie = await person(place, root, name, name === 'stranger' ? [] : [{ role: name }])
      const asker = place.withCookie(cookie)
      askers.set(`${name} cookie`, asker)
      const token = await asker('POST', '/api/tokens', { name: 't', days: 1, scope: {} })
      if (token.ok)
        askers.set(`${name} token`, place.withToken(((await token.json()) as { token: string }).token))
    }),
  )
  stock = await stockUp()
}, 240_000)
afterAll(() => place.close())

type Shown = {
  readonly facts: readonly { readonly seq: number; readonly event: { readonly type: string } }[]
}

async function stockUp(): Promise<Omit<Stock, 'n'>> {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await root(method, path, body)).json() as Promise<T>
  const start = async () =>
    (await ask<{ run: string }>('POST', '/api/runs', { path: 'a.md', mode: 'auto', values: {} })).run
  const until = async (run: string, type: string): Promise<number> => {
    for (;;) {
      const { facts } = await ask<Shown>('GET', `/api/runs/${run}`)
      const found = facts.find(({ event }) => event.type === type)
      if (found) return found.seq
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const [run, ended] = [await start(), await start()]
  const asked = await until(run, 'question.asked')
  await until(ended, 'question.asked')
  await ask('POST', `/api/runs/${ended}/inputs`, { kind: 'cancel' })
  await until(ended, 'run.ended')
  await root('POST', `/api/runs/${run}/evidence?name=a.txt`, 'x', {
    'content-type': 'application/octet-stream',
  })
  const { documentHash } = await ask<{ documentHash: string }>('GET', '/api/runbook?path=saved.md')
  const attempt = await until(run, 'attempt.started')
  return { run, ended, effect: `${run}/${asked}`, attempt, evidence: 1, replaces: documentHash }
}

const all = Object.entries(api) as readonly (readonly [RouteName, Route])[]
const cases = all.flatMap(([name, route]) => {
  const requests = rows[name]
  return requests === 'elsewhere'
    ? []
    : requests.map((request) => ({
        name,
        route,
        request,
        verb: request.verb ?? (typeof route.rights === 'string' ? undefined : route.rights[0]),
      }))
})

const send = async (
  asker: Asker,
  { method }: Route,
  { path, body, contentType }: Request,
): Promise<number> => {
  const given: Stock = { ...stock, n: n++ }
  const headers = contentType === undefined ? {} : { 'content-type': contentType }
  const response = await asker(method, path(given), body?.(given), headers)
  await response.body?.cancel()
  return response.status
}

const mayBy = (name: Name, transport: Transport, verb: Verb): boolean => {
  const { roles: held, by }: { readonly roles: readonly Role[]; readonly by: string } = rights[verb]
  return name !== 'stranger' && held.includes(name) && (transport === 'cookie' || by !== 'people')
}

const factsBy = async (who: Name): Promise<number> => {
  const { facts } = (await (await root('GET', `/api/runs/${stock.run}`)).json()) as {
    facts: readonly { by: { id: string } }[]
  }
  return facts.filter(({ by }) => by.id === who).length
}

describe('every route', () => {
  test('is asked for every right it declares', () => {
    // What goes with another right in one request; and a changed command, which approve.test.ts asks for.
    const alsoElsewhere = ['plan-run', 'show-run', 'add-note', 'edit-command']
    for (const [name, { rights: declared }] of all) {
      if (typeof declared === 'string') continue
      const asked = cases.filter((each) => each.name === name).map(({ verb }) => verb)
      expect([
        name,
        declared.filter((verb) => !asked.includes(verb) && !alsoElsewhere.includes(verb)),
      ]).toEqual([name, []])
    }
  })

  test.each(all)(
    '%s lets nobody through who has not come in',
    async (name, { rights: declared, ...route }) => {
      if (declared === 'anyone') return
      await place.news()
      const path = route.path.replace(/:\w+/g, 'x')
      for (const asker of [place.nobody, place.withToken(`kbt_${'x'.repeat(43)}`), place.withToken('x')])
        expect([name, (await asker(route.method, path)).status]).toEqual([name, 401])
      expect(await place.news()).toEqual([])
    },
  )

  test.each(cases)(
    '$name ($verb) is for its roles, and leaves what it should',
    async ({ route, request, verb }) => {
      if (!verb) throw new Error('a route without a right')
      for (const name of names)
        for (const transport of transports) {
          const asker = askerOf(name, transport)
          if (!asker) continue
          await place.news()
          const before = await factsBy(name)
          const status = await send(asker, route, request)
          const entries = (await place.news())
            .filter(({ by }) => by.id === name)
            .map(({ event }) => event.type)
          const facts = (await factsBy(name)) - before
          const who = `${name} by ${transport}`
          if (mayBy(name, transport, verb)) {
            const left = request.leaves === 'nothing' || request.leaves === 'a fact' ? [] : [request.leaves]
            expect([who, status, entries, facts]).toEqual([
              who,
              request.status ?? 200,
              left,
              request.leaves === 'a fact' ? 1 : 0,
            ])
          } else {
            const hidden = name === 'stranger' && rights[verb].about !== 'installation'
            expect([who, status, entries, facts]).toEqual([who, hidden ? 422 : 403, ['access.refused'], 0])
          }
        }
    },
  )
})

describe('a change that is made', () => {
  test('is one entry of the ledger, by who made it', async () => {
    const given = await root('POST', '/api/grants', {
      to: { kind: 'everyone' },
      role: 'viewer',
      on: { kind: 'folder', folder: 'x' },
    })
    const { id } = (await given.json()) as { id: string }
    const made = await root('POST', '/api/tokens', { name: 'x', days: 1, scope: { verbs: ['show-run'] } })
    const { kept } = (await made.json()) as { kept: { id: string } }
    await root('PUT', '/api/groups/pair/somebody')
    await place.news()
    await root('DELETE', '/api/groups/pair/somebody')
    await root('POST', '/api/accounts/somebody/switch', { to: 'disabled' })
    await root('POST', '/api/accounts/somebody/switch', { to: 'enabled' })
    await root('DELETE', `/api/grants/${id}`)
    await root('DELETE', `/api/tokens/${kept.id}`)
    const news = await place.news()
    expect(news.map(({ event }) => event.type)).toEqual([
      'group.left',
      'account.disabled',
      'account.enabled',
      'grant.ended',
      'token.ended',
    ])
    expect(new Set(news.map(({ by }) => JSON.stringify(by)))).toEqual(
      new Set([JSON.stringify({ kind: 'person', id: 'root', via: 'web', proven: true })]),
    )
  })
})

describe('a token', () => {
  const scoped = async (scope: object): Promise<Asker> => {
    const operator = askerOf('operator', 'cookie')
    if (!operator) throw new Error('nobody operates')
    const made = await operator('POST', '/api/tokens', { name: 'ci', days: 2, scope })
    return place.withToken(((await made.json()) as { token: string }).token)
  }

  test('never has more than its owner', async () => {
    const asker = await scoped({ verbs: ['redact-run', 'read-audit', 'approve', 'save-runbook'] })
    const hash = { path: 'saved.md', text: '# Saved\n', replaces: stock.replaces }
    expect((await asker('GET', '/api/audit')).status).toBe(403)
    expect((await asker('PUT', '/api/runbook', hash)).status).toBe(422)
  })

  test('does only what it was made for, and nothing after its time', async () => {
    const asker = await scoped({ verbs: ['list-library', 'start-run', 'plan-run'], folders: ['none'] })
    expect((await asker('GET', '/api/library')).status).toBe(200)
    expect(await (await asker('GET', '/api/library')).json()).toMatchObject({ runbooks: [] })
    expect((await asker('GET', '/api/runs')).status).toBe(422)
    expect((await asker('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })).status).toBe(422)
    const open = await scoped({ verbs: ['start-run', 'plan-run'] })
    expect((await open('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })).status).toBe(200)
    place.passes(2 * 86_400_000)
    expect((await asker('GET', '/api/library')).status).toBe(401)
  })
})
