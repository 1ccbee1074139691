import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '../../src/contract/api.ts'
import type { ServerDesk } from './desk.ts'
import { openDesk } from './desk.ts'

let desk: ServerDesk
beforeAll(async () => {
  desk = await openDesk({ 'a.md': '# A\n\n1. Look at it.\n' })
})
afterAll(() => desk.close())

test('every door stands in the document for programs, and on the page for people', async () => {
  const described = (await (await desk.ask('GET', '/api/openapi.json')).json()) as {
    openapi: string
    paths: Record<string, Record<string, { operationId: string }>>
  }
  expect(described.openapi).toBe('3.1.0')
  const names = Object.values(described.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(names.toSorted()).toEqual(Object.keys(api).toSorted())
  const page = await desk.ask('GET', '/api/reference')
  expect(page.headers.get('content-type')).toContain('text/html')
  const text = await page.text()
  for (const { path } of Object.values(api)) expect(text).toContain(path)
  expect(text).not.toMatch(/<script|https?:\/\//)
})

test('whether the process answers, can read its records, and how it goes, is for anyone who reaches it', async () => {
  expect(await (await fetch(`${desk.url}/health`)).text()).toBe('ok\n')
  expect(await (await fetch(`${desk.url}/ready`)).text()).toBe('ready\n')
  const started = await desk.ask('POST', '/api/runs', { path: 'a.md', mode: 'step', values: {} })
  expect(started.status).toBe(200)
  const metrics = await (await fetch(`${desk.url}/metrics`)).text()
  expect(metrics).toContain('kneeboard_process_cpu_seconds_total')
  expect(metrics).toMatch(/kneeboard_runs_open\{status="\w+"\} 1/)
  expect(metrics).toContain('route="/api/runs"')
  expect(metrics).not.toContain('a.md')
})
