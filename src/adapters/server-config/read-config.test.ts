import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { configKeys } from './keys.ts'
import { readConfig } from './read-config.ts'

const home = mkdtempSync(join(tmpdir(), 'kb-config-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const file = join(home, 'server.yaml')
type Given = {
  readonly text?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly words?: Readonly<Record<string, string>>
  readonly mode?: number
}
function read({ text, environment = {}, words = {}, mode = 0o600 }: Given) {
  if (text !== undefined) {
    writeFileSync(file, text)
    chmodSync(file, mode)
  }
  return readConfig({
    file: text === undefined ? undefined : file,
    environment: { HOME: home, ...environment },
    words,
  })
}
const config = (given: Given) => {
  const found = read(given)
  if (found.kind !== 'config') throw new Error(JSON.stringify(found.problems))
  return found.config
}
const problems = (given: Given) => {
  const found = read(given)
  return found.kind === 'refused' ? found.problems : []
}

describe('a configuration', () => {
  test('without a file or variables is what the documentation says', () => {
    expect(config({})).toMatchObject({
      listen: { host: '127.0.0.1', port: 4600 },
      log: { level: 'info', format: 'auto' },
      egress: { allow: [], ports: [] },
      sessions: { lifetime: 30 * 86_400_000 },
      retention: { keepFailed: false, every: 86_400_000 },
    })
  })

  test('comes from the command line before variables, from these before the file', () => {
    const text = 'listen: {port: 1, host: a}\nlog: {level: warn}\n'
    const environment = { KNEEBOARD_LISTEN_PORT: '2', KNEEBOARD_LISTEN_HOST: 'b' }
    expect(config({ text, environment, words: { 'listen.port': '3' } })).toMatchObject({
      listen: { port: 3, host: 'b' },
      log: { level: 'warn' },
    })
  })

  test('says of every value where it comes from', () => {
    const found = read({
      text: '# ours\nlisten:\n  host: 10.0.0.1\n',
      environment: { KNEEBOARD_LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer abc' },
      words: { 'listen.port': '80' },
    })
    const origins = found.kind === 'config' ? found.origins : []
    expect(origins).toEqual(
      expect.arrayContaining([
        { key: 'listen.host', value: '10.0.0.1', from: `${file}:3` },
        { key: 'listen.port', value: '80', from: '--port' },
        { key: 'log.level', value: 'debug', from: 'KNEEBOARD_LOG_LEVEL' },
        { key: 'sessions.lifetime', value: '30d', from: 'default' },
        { key: 'telemetry.headers', value: 'authorization', from: 'OTEL_EXPORTER_OTLP_HEADERS' },
      ]),
    )
  })

  test('takes lists, maps and durations from variables', () => {
    const environment = {
      KNEEBOARD_EGRESS_ALLOW: '127.0.0.1:9000, vault.internal',
      KNEEBOARD_EGRESS_PORTS: '80,443',
      KNEEBOARD_RETENTION_OLDER_THAN: '400d',
      KNEEBOARD_RETENTION_KEEP_FAILED: 'true',
      KNEEBOARD_TELEMETRY_HEADERS: 'a=b=c,d=e',
    }
    expect(config({ environment })).toMatchObject({
      egress: { allow: ['127.0.0.1:9000', 'vault.internal'], ports: [80, 443] },
      retention: { olderThan: 400 * 86_400_000, keepFailed: true },
      telemetry: { headers: { a: 'b=c', d: 'e' } },
    })
  })

  test('is passed over by what Kubernetes sets for a service called kneeboard', () => {
    const environment = {
      KNEEBOARD_PORT: 'tcp://10.0.0.1:4600',
      KNEEBOARD_PORT_4600_TCP_ADDR: '10.0.0.1',
      KNEEBOARD_SERVICE_HOST: '10.0.0.1',
      KNEEBOARD_SERVICE_PORT_HTTP: '4600',
    }
    expect(config({ environment }).listen.port).toBe(4600)
  })

  test('every key has a description and a variable of its own', () => {
    const keys = configKeys()
    expect(keys.filter(({ description }) => description === '')).toEqual([])
    expect(new Set(keys.map(({ variable }) => variable)).size).toBe(keys.length)
  })
})

describe('what is wrong', () => {
  test('is said all at once, with line, column and what to do', () => {
    const text =
      'listen:\n  port: 99999\n  hosst: a\nlog: {level: loud}\negress:\n  allow: [10.0.0.1, "a b"]\n'
    expect(problems({ text })).toEqual([
      {
        why: 'listen.port must be at most 65535',
        remedy: 'write a smaller one',
        place: { path: file, line: 2, column: 9, text: '  port: 99999' },
      },
      {
        why: 'listen.hosst is no key of the configuration',
        remedy: 'did you mean listen.host?',
        place: { path: file, line: 3, column: 10, text: '  hosst: a' },
      },
      expect.objectContaining({ why: 'log.level is none of debug, info, warn, error, silent' }),
      expect.objectContaining({ place: expect.objectContaining({ line: 6, column: 21 }) }),
    ])
  })

  test.each([
    ['KNEEBOARD_LISTEN_PROT', '1', 'did you mean KNEEBOARD_LISTEN_PORT?'],
    ['KNEEBOARD_QUITE_ELSE', '1', 'unset it, or see docs/configuration.md'],
  ])('a variable %s that is no key', (name, value, remedy) => {
    expect(problems({ environment: { [name]: value } })).toMatchObject([{ remedy }])
  })

  test.each([
    ['KNEEBOARD_LISTEN_PORT', 'http', /^KNEEBOARD_LISTEN_PORT: must be a whole number/],
    ['KNEEBOARD_SESSIONS_LIFETIME', 'long', /is no duration/],
    ['KNEEBOARD_RETENTION_OLDER_THAN', '1h', /is no age of at least a day/],
    ['KNEEBOARD_PUBLIC_URL', 'example.com', /is no http or https address/],
    ['KNEEBOARD_METRICS_ENABLED', 'maybe', /must be true or false/],
  ])('a value of %s', (name, value, why) => {
    expect(problems({ environment: { [name]: value } })).toMatchObject([{ why: expect.stringMatching(why) }])
  })

  test.each([
    ['listen: [', /this is not YAML/],
    ['listen: {port: 1}\nlisten: {port: 2}\n', /this is not YAML/],
    ['- a\n', /holds no keys/],
    ['listen: 4600\n', /listen must be a map of keys/],
  ])('a file %j', (text, why) => {
    expect(problems({ text })[0]).toMatchObject({ why: expect.stringMatching(why), place: { path: file } })
  })

  test('a file that others may write, or read where it holds a token', () => {
    expect(problems({ text: '', mode: 0o666 })[0]?.why).toMatch(/others may write/)
    const text = 'telemetry: {headers: {authorization: Bearer x}}\n'
    expect(problems({ text, mode: 0o644 })[0]?.why).toMatch(/others may read/)
    expect(config({ text, mode: 0o600 }).telemetry.headers).toEqual({ authorization: 'Bearer x' })
  })

  test('a file that was named and is not there; the usual one need not be', () => {
    const named = readConfig({ file: join(home, 'none.yaml'), environment: { HOME: home }, words: {} })
    expect(named).toMatchObject({ kind: 'refused' })
    mkdirSync(join(home, '.config/kneeboard'), { recursive: true })
    writeFileSync(join(home, '.config/kneeboard/kneeboard.server.yaml'), 'listen: {port: 7}\n', {
      mode: 0o600,
    })
    expect(config({}).listen.port).toBe(7)
    rmSync(join(home, '.config'), { recursive: true })
  })
})
