import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { configFile } from '../config-file.ts'
import type { FilePolicy } from '../own-file.ts'
import { readOwnFile } from '../own-file.ts'
import type { ConfigKey } from './keys.ts'
import { configKeys } from './keys.ts'
import type { ConfigProblem } from './problem.ts'
import type { ServerConfig } from './schema.ts'
import { configSchema } from './schema.ts'
import type { WrittenConfig } from './written.ts'
import { readWritten } from './written.ts'
import { closestOf, wordsOf } from './words.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the value of a key comes from. */
export type ConfigOrigin = {
  readonly key: string
  /** As it is written; of a map only the names, whose values may be secret. */
  readonly value: string
  /** A variable, a file with its line, `default`. */
  readonly from: string
}

export type ConfigResult =
  | {
      readonly kind: 'config'
      readonly config: ServerConfig
      readonly file: string | undefined
      readonly origins: readonly ConfigOrigin[]
    }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] }

export type ConfigRequest = {
  /** Absolute. Else `KNEEBOARD_CONFIG`, else `kneeboard.server.yaml` in the user's configuration. Never in a library. */
  readonly file: string | undefined
  readonly environment: Environment
  /** What the command line says: it counts before everything. */
  readonly words: Readonly<Record<string, string>>
}

/** What a server may be told in a file: its administrator may own it (`/etc`), and then it holds no secrets. */
const policy: FilePolicy = {
  path: 'absolute',
  link: 'followed',
  others: 'told',
  owner: 'self-or-root',
  kibMax: 256,
}

/** Reads file, environment and command line against the one schema; whatever means nothing is a problem. */
export function readConfig({ file, environment, words }: ConfigRequest): ConfigResult {
  const named = file ?? (environment['KNEEBOARD_CONFIG'] || undefined)
  const path = named ?? configFile('kneeboard.server.yaml', environment)
  const read = readOwnFile(path, policy)
  if (read.kind === 'refused') return refused({ why: read.why, remedy: read.remedy })
  if (read.kind === 'absent' && named !== undefined)
    return refused({ why: `there is no ${path}`, remedy: 'correct --config or KNEEBOARD_CONFIG' })
  if (read.kind === 'text' && read.writableByOthers)
    return refused({ why: `others may write ${path}`, remedy: `chmod go-w ${path}` })
  const written = readWritten(path, read.kind === 'text' ? read.text : '')
  if (written.kind === 'refused') return written
  const keys = configKeys()
  const given = valuesGiven(keys, environment, words)
  if (given.problems.length > 0) return { kind: 'refused', problems: given.problems }
  const secret = read.kind === 'text' && read.readableByOthers && written.has(['telemetry', 'headers'])
  if (secret)
    return refused({
      why: `others may read ${path}, which holds telemetry.headers`,
      remedy: `chmod 600 ${path}`,
    })
  return check(keys, written, given.values, read.kind === 'text' ? path : undefined)
}

const refused = (problem: ConfigProblem): ConfigResult => ({ kind: 'refused', problems: [problem] })

/** A value that does not come from the file. */
type Given = { readonly key: ConfigKey; readonly from: string; readonly value: unknown }

function check(
  keys: readonly ConfigKey[],
  written: WrittenConfig,
  given: readonly Given[],
  file: string | undefined,
): ConfigResult {
  const values = structuredClone(written.values) as Record<string, unknown>
  for (const { key, value } of given) put(values, key.key.split('.'), value)
  const parsed = z.safeParse(configSchema, values)
  if (parsed.success)
    return {
      kind: 'config',
      config: withPaths(parsed.data, file),
      file,
      origins: originsOf(keys, written, given),
    }
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((name) => unknownKey(keys, written, [...path, name]))
    const from = given.find(({ key }) => path.join('.').startsWith(key.key))
    const words = wordsOf(issue)
    return from
      ? { why: `${from.from}: ${words.why}`, remedy: words.remedy }
      : { why: `${path.join('.')} ${words.why}`, remedy: words.remedy, ...written.placeOf(path) }
  })
  return { kind: 'refused', problems }
}

/** `./path` in a file is beside the file. */
function withPaths(config: ServerConfig, file: string | undefined): ServerConfig {
  if (file === undefined) return config
  const place = (path: string): string => (/^\.\.?\//.test(path) ? join(dirname(file), path) : path)
  const { library, data } = config
  return {
    ...config,
    ...(library === undefined ? {} : { library: place(library) }),
    ...(data === undefined ? {} : { data: place(data) }),
  }
}

function unknownKey(
  keys: readonly ConfigKey[],
  written: WrittenConfig,
  path: readonly string[],
): ConfigProblem {
  const key = path.join('.')
  const sections = new Set(keys.map((each) => each.key.split('.')[0] ?? ''))
  const near = closestOf(key, [...keys.map((each) => each.key), ...sections])
  return {
    why: `${key} is no key of the configuration`,
    remedy: near === undefined ? 'see docs/configuration.md' : `did you mean ${near}?`,
    ...written.placeOf(path),
  }
}

function put(values: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) values[name] = value
  else {
    const inner = values[name]
    const map = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {}
    values[name] = map
    put(map, rest, value)
  }
}

/** Variables of OpenTelemetry's own that say the same as keys of ours; ours count before them. */
const alsoCalled: Readonly<Record<string, string>> = {
  'telemetry.endpoint': 'OTEL_EXPORTER_OTLP_ENDPOINT',
  'telemetry.headers': 'OTEL_EXPORTER_OTLP_HEADERS',
  'telemetry.serviceName': 'OTEL_SERVICE_NAME',
}

/** Not ours to judge: what Kubernetes sets for a service called kneeboard, and what a step has when a server is started in one. */
const foreign =
  /^KNEEBOARD_(?:CONFIG|OUTPUT|EFFECT|CONNECTION_\w+|PORT|PORT_\d+_\w+|SERVICE_(?:HOST|PORT)\w*|END)$/

function valuesGiven(
  keys: readonly ConfigKey[],
  environment: Environment,
  words: Readonly<Record<string, string>>,
): { readonly values: readonly Given[]; readonly problems: readonly ConfigProblem[] } {
  const values: Given[] = []
  for (const key of keys) {
    const word = words[key.key]
    const also = alsoCalled[key.key] ?? ''
    const from = [`--${key.key.split('.').at(-1) ?? ''}`, key.variable, also] as const
    const text = [word, environment[key.variable], environment[also]]
    const at = text.findIndex((each) => each !== undefined && each !== '')
    const found = text[at]
    if (found !== undefined) values.push({ key, from: from[at] ?? '', value: valueOf(key, found) })
  }
  const variables = new Set(keys.map(({ variable }) => variable))
  const problems = Object.keys(environment)
    .filter((name) => name.startsWith('KNEEBOARD_') && !variables.has(name) && !foreign.test(name))
    .map((name) => {
      const near = closestOf(name, [...variables])
      return {
        why: `the variable ${name} means nothing to the server`,
        remedy: near === undefined ? 'unset it, or see docs/configuration.md' : `did you mean ${near}?`,
      }
    })
  return { values, problems }
}

/** A variable's text as the kind of its key; what does not fit stays text and is found by the schema. */
function valueOf({ kind, itemKind }: ConfigKey, text: string): unknown {
  const scalar = (of: string, as: ConfigKey['kind']): unknown =>
    as === 'number' && /^-?\d{1,15}$/.test(of) ? Number(of) : of
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  switch (kind) {
    case 'yes or no':
      return { true: true, false: false }[text] ?? text
    case 'list':
      return parts.map((part) => scalar(part, itemKind))
    case 'map':
      return Object.fromEntries(
        parts.map((part) => [part.split('=')[0]?.trim(), part.slice(part.indexOf('=') + 1).trim()]),
      )
    case 'number':
    case 'text':
      return scalar(text, kind)
  }
}

function originsOf(
  keys: readonly ConfigKey[],
  written: WrittenConfig,
  given: readonly Given[],
): readonly ConfigOrigin[] {
  return keys.flatMap((key) => {
    const found = given.find((each) => each.key === key)
    const place = written.placeOf(key.key.split('.')).place
    const value = found?.value ?? written.valueAt(key.key.split('.')) ?? key.default
    if (value === undefined) return []
    const from = found?.from ?? (place ? `${place.path}:${place.line}` : 'default')
    return [{ key: key.key, value: shown(key, value), from }]
  })
}

const shown = ({ kind }: ConfigKey, value: unknown): string =>
  kind === 'map' && typeof value === 'object' && value !== null
    ? Object.keys(value).join(', ')
    : Array.isArray(value)
      ? value.join(', ')
      : String(value)
