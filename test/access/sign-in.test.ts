import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Asker, Place } from './people.ts'
import { cookieOf, openPlace, password, person, signIn } from './people.ts'

const minute = 60_000
let place: Place
let root: Asker
beforeAll(async () => {
  place = await openPlace({ 'a.md': '# A\n\n1. Look at it.\n' })
}, 120_000)
afterAll(() => place.close())

const types = async () => (await place.news()).map(({ event }) => event.type)

describe('setting up', () => {
  test('is offered while nobody administers, needs the link, and a password that is one', async () => {
    expect(await (await place.nobody('GET', '/api/entrance')).json()).toEqual({
      installation: 'accounts',
      setUp: true,
    })
    const token = await place.setUpToken()
    const set = (body: object) =>
      place.nobody('POST', '/api/set-up', { name: 'root', password, token, ...body })
    expect((await set({ token: 'guessed' })).status).toBe(403)
    expect((await set({ password: 'short' })).status).toBe(422)
    expect((await set({ name: 'ro ot' })).status).toBe(422)
    place.passes(15 * minute)
    expect((await set({})).status).toBe(403)
    expect(await types()).toEqual(['session.refused', 'session.refused'])
  })

  test('makes one admin, once', async () => {
    const token = await place.setUpToken()
    const both = await Promise.all(
      ['root', 'toor'].map((name) => place.nobody('POST', '/api/set-up', { token, name, password })),
    )
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '403'])
    const won = both.find(({ status }) => status === 200)
    if (!won) throw new Error('nobody')
    root = place.withCookie(cookieOf(won))
    const me = await (await root('GET', '/api/me')).json()
    expect(me).toMatchObject({ installation: 'accounts', temporary: false })
    expect(await place.setUpToken()).toBeUndefined()
    expect((await types()).toSorted()).toEqual(['session.opened', 'session.refused'])
  })
})

describe('signing in', () => {
  test('gives a cookie no script reads and no other site sends, and a new one each time', async () => {
    await person(place, root, 'ann', [])
    const one = await signIn(place, 'ANN')
    expect(one.headers.getSetCookie()[0]).toMatch(/HttpOnly/)
    expect(one.headers.getSetCookie()[0]).toMatch(/SameSite=Strict/)
    const made = place.withCookie(cookieOf(one).replace(/=.*/, '=AAAA'))
    expect((await made('GET', '/api/me')).status).toBe(401)
    const again = await made('POST', '/api/sign-in', { name: 'ann', password })
    expect(cookieOf(again)).not.toContain('AAAA')
    expect((await made('GET', '/api/me')).status).toBe(401)
    const third = await place.withCookie(cookieOf(again))('POST', '/api/sign-in', { name: 'ann', password })
    expect((await place.withCookie(cookieOf(again))('GET', '/api/me')).status).toBe(401)
    expect((await place.withCookie(cookieOf(third))('GET', '/api/me')).status).toBe(200)
  })

  test('says the same of a wrong name as of a wrong password, and writes no unknown name down', async () => {
    await place.news()
    const wrong = await signIn(place, 'ann', 'not the password at all')
    const nobody = await signIn(
      place,
      'my secret typed into the wrong field'.slice(0, 20).replaceAll(' ', '.'),
    )
    expect([wrong.status, await wrong.json()]).toEqual([nobody.status, await nobody.json()])
    expect((await place.news()).map(({ event }) => event)).toEqual([
      { type: 'session.refused', account: 'ann', why: 'password', from: '127.0.0.1' },
      { type: 'session.refused', why: 'password', from: '127.0.0.1' },
    ])
  })

  test('cannot be done by another site', async () => {
    const body = { name: 'ann', password }
    expect(
      (await place.nobody('POST', '/api/sign-in', body, { origin: 'https://evil.example' })).status,
    ).toBe(403)
    const form = await fetch(`${place.url}/api/sign-in`, { method: 'POST', body: 'name=ann' })
    expect(form.status).toBe(403)
  })

  test('ends after half a day unused, and after a week whatever happens', async () => {
    const cookie = cookieOf(await signIn(place, 'ann'))
    const used = place.withCookie(cookieOf(await signIn(place, 'ann')))
    for (let hours = 0; hours < 7 * 24; hours += 8) {
      expect((await used('GET', '/api/me')).status).toBe(200)
      place.passes(8 * 60 * minute)
      if (hours === 8) expect((await place.withCookie(cookie)('GET', '/api/me')).status).toBe(401)
    }
    expect((await used('GET', '/api/me')).status).toBe(401)
    root = place.withCookie(cookieOf(await signIn(place, (await rootName()) ?? '')))
  })

  /** Whichever of the two was faster. */
  const rootName = async () =>
    (await place.app.ledger.entries(0, 100)).flatMap(({ bytes }) =>
      /"how":"set-up"/.test(new TextDecoder().decode(bytes))
        ? [/"account":"(\w+)"/.exec(new TextDecoder().decode(bytes))?.[1]]
        : [],
    )[0]

  test('ends here, or everywhere', async () => {
    const [one, two, three] = [
      await signIn(place, 'ann'),
      await signIn(place, 'ann'),
      await signIn(place, 'ann'),
    ].map((each) => place.withCookie(cookieOf(each)))
    if (!one || !two || !three) throw new Error('not signed in')
    await one('POST', '/api/sign-out', { everywhere: false })
    expect([(await one('GET', '/api/me')).status, (await two('GET', '/api/me')).status]).toEqual([401, 200])
    await two('POST', '/api/sign-out', { everywhere: true })
    expect((await three('GET', '/api/me')).status).toBe(401)
  })

  test('with a password for once allows nothing but choosing another, which ends every other session', async () => {
    await root('POST', '/api/grants', {
      to: { kind: 'everyone' },
      role: 'viewer',
      on: { kind: 'everything' },
    })
    const before = place.withCookie(cookieOf(await signIn(place, 'ann')))
    expect((await before('GET', '/api/library')).status).toBe(200)
    const reset = await root('POST', '/api/accounts/ann/password')
    const { password: once } = (await reset.json()) as { password: string }
    expect((await before('GET', '/api/me')).status).toBe(401)
    const response = await signIn(place, 'ann', once)
    const ann = place.withCookie(cookieOf(response))
    expect(await (await ann('GET', '/api/me')).json()).toMatchObject({ temporary: true, verbs: [] })
    expect((await ann('GET', '/api/library')).status).toBe(422)
    const changed = await ann('POST', '/api/me/password', { current: once, next: password })
    expect(cookieOf(changed)).not.toBe(cookieOf(response))
    expect((await ann('GET', '/api/me')).status).toBe(401)
    expect((await place.withCookie(cookieOf(changed))('GET', '/api/library')).status).toBe(200)
  })

  test('is refused after ten wrong passwords, for a quarter of an hour, with one entry for what comes on top', async () => {
    place.passes(15 * minute)
    await person(place, root, 'bob', [])
    await place.news()
    for (let at = 0; at < 10; at++) expect((await signIn(place, 'bob', 'wrong wrong wrong')).status).toBe(403)
    for (let at = 0; at < 5; at++) expect((await signIn(place, 'bob')).status).toBe(429)
    expect((await place.news()).map(({ event }) => 'why' in event && event.why)).toEqual([
      ...Array.from({ length: 10 }, () => 'password'),
      'limit',
    ])
    place.passes(15 * minute)
    expect((await signIn(place, 'bob')).status).toBe(200)
  })

  test('is refused from an address that tries many names', async () => {
    place.passes(15 * minute)
    const statuses = new Set<number>()
    for (let at = 0; at < 31; at++)
      statuses.add((await signIn(place, `name${at}`, 'wrong wrong wrong')).status)
    expect([...statuses]).toEqual([403, 429])
    place.passes(15 * minute)
  })
})

describe('an account that is disabled', () => {
  test('has no session, token or stream from that moment on', async () => {
    await root('POST', '/api/grants', {
      to: { kind: 'account', account: 'bob' },
      role: 'operator',
      on: { kind: 'everything' },
    })
    const bob = place.withCookie(cookieOf(await signIn(place, 'bob')))
    const made = await bob('POST', '/api/tokens', { name: 'ci', days: 1, scope: {} })
    const { token } = (await made.json()) as { token: string }
    const program = place.withToken(token)
    expect((await program('GET', '/api/library')).status).toBe(200)
    const started = await program('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })
    const { run } = (await started.json()) as { run: string }
    const streams = await Promise.all([bob, program].map((who) => who('GET', `/api/runs/${run}/events`)))
    const ends = streams.map((stream) => stream.text())
    expect((await root('POST', '/api/accounts/bob/switch', { to: 'disabled' })).status).toBe(200)
    expect((await Promise.all(ends)).every((text) => text.includes('run.created'))).toBe(true)
    expect((await bob('GET', '/api/me')).status).toBe(401)
    expect((await program('GET', '/api/me')).status).toBe(401)
    expect((await signIn(place, 'bob')).status).toBe(403)
  })

  test('is never the last that administers', async () => {
    const { accounts } = (await (await root('GET', '/api/accounts')).json()) as {
      accounts: { name: string }[]
    }
    const { grants } = (await (await root('GET', '/api/grants')).json()) as { grants: { id: string }[] }
    const admin = accounts.map(({ name }) => name).find((name) => !['ann', 'bob'].includes(name)) ?? ''
    expect((await root('POST', `/api/accounts/${admin}/switch`, { to: 'disabled' })).status).toBe(422)
    expect((await root('DELETE', `/api/grants/${grants[0]?.id ?? ''}`)).status).toBe(422)
  })
})
