import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '../../src/contract/api.ts'
import type { RouteName } from '../../src/contract/api.ts'
import type { Route } from '../../src/contract/route.ts'
import type { ServerDesk } from './desk.ts'
import { enter, openDesk } from './desk.ts'

let desk: ServerDesk
beforeAll(async () => {
  desk = await openDesk({ 'a.md': '# A\n\n1. Look at it.\n' })
})
afterAll(() => desk.close())

const routes = Object.keys(api) as RouteName[]
const pathOf = (name: RouteName): string =>
  api[name].path.replace(':run', 'run_0').replace(/:(?:seq|number)/, '1')

describe('who is not signed in', () => {
  test.each(routes)('is turned away from %s', async (name) => {
    const { method }: Route = api[name]
    const response = await fetch(`${desk.url}${pathOf(name)}`, { method, headers: { 'x-kneeboard': '1' } })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ why: 'nobody is signed in' })
  })

  test('is not let in by a cookie of their own making, nor by one given before', async () => {
    const [name] = (await enter(desk.link())).split('=')
    const cookie = `${name}=AAAA`
    const made = await fetch(`${desk.url}/api/me`, { headers: { cookie } })
    expect(made.status).toBe(401)
    const fixed = await fetch(desk.link(), { redirect: 'manual', headers: { cookie } })
    expect(fixed.headers.getSetCookie()[0]).not.toContain('AAAA')
    expect((await fetch(`${desk.url}/api/me`, { headers: { cookie } })).status).toBe(401)
  })
})

describe('a link', () => {
  test('lets one browser in, once', async () => {
    const link = desk.link()
    const cookie = await enter(link)
    expect((await fetch(`${desk.url}/api/me`, { headers: { cookie } })).status).toBe(200)
    expect(await enter(link)).toBe('')
  })

  test('gives a cookie that no script reads and no other site sends', async () => {
    const response = await fetch(desk.link(), { redirect: 'manual' })
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly/)
    expect(response.headers.getSetCookie()[0]).toMatch(/SameSite=Strict/)
  })
})

describe('another web page', () => {
  const withCookie = async (headers: Record<string, string>, method = 'GET') =>
    fetch(`${desk.url}/api/me`, { method, headers: { cookie: await enter(desk.link()), ...headers } })

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', ''])(
    'that calls this server %j is refused',
    async (host) => {
      // Host cannot be set by fetch: a raw request is what a page of a rebound name amounts to.
      const { request } = await import('node:http')
      const cookie = await enter(desk.link())
      const status = await new Promise((resolve, reject) => {
        request(`${desk.url}/api/me`, { headers: { host, cookie }, setHost: false }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
      expect(status).toBe(403)
    },
  )

  test('is refused by its origin', async () => {
    expect((await withCookie({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await withCookie({ origin: 'null' })).status).toBe(403)
  })

  test('cannot change anything with a form', async () => {
    const response = await fetch(`${desk.url}/api/runs`, {
      method: 'POST',
      headers: { cookie: await enter(desk.link()), 'content-type': 'application/x-www-form-urlencoded' },
      body: 'path=a.md&mode=auto',
    })
    expect(response.status).toBe(403)
  })
})

describe('every answer', () => {
  test('forbids what a page does not need', async () => {
    const response = await desk.ask('GET', '/api/me')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('to what is too large, or no JSON, says so', async () => {
    expect((await desk.ask('POST', '/api/lint', { path: 'a.md', text: 'x'.repeat(5_000_000) })).status).toBe(
      413,
    )
    const broken = await desk.ask('POST', '/api/plan', { path: 7 })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toHaveProperty('remedy')
  })
})
