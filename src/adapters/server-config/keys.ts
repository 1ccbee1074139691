import * as z from 'zod/mini'
import { configSchema } from './schema.ts'

/** One thing that can be configured, as the schema describes it. */
export type ConfigKey = {
  /** `listen.port`. */
  readonly key: string
  /** `KNEEBOARD_LISTEN_PORT`. */
  readonly variable: string
  readonly kind: 'text' | 'number' | 'yes or no' | 'list' | 'map'
  readonly itemKind: 'text' | 'number'
  readonly description: string
  readonly default?: unknown
  /** The only values, where they are few. */
  readonly allowed: readonly string[]
}

/** Of JSON schema, what the schema of the configuration uses. */
type Described = {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly items?: Described
  readonly properties?: Readonly<Record<string, Described>>
}

/** What editors check a configuration file with. */
export const configJsonSchema = (): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(configSchema, { io: 'input' })

/** Every key, in the order of the schema. */
export const configKeys = (): readonly ConfigKey[] => keysIn([], configJsonSchema())

function keysIn(path: readonly string[], { properties, ...described }: Described): readonly ConfigKey[] {
  if (properties) return Object.entries(properties).flatMap(([name, inner]) => keysIn([...path, name], inner))
  return [
    {
      key: path.join('.'),
      variable: variableOf(path),
      kind: kinds.get(described.type ?? '') ?? 'text',
      itemKind: described.items?.type === 'integer' ? 'number' : 'text',
      description: described.description ?? '',
      allowed: described.enum ?? [],
      ...(described.default === undefined ? {} : { default: described.default }),
    },
  ]
}

const kinds: ReadonlyMap<string, ConfigKey['kind']> = new Map([
  ['integer', 'number'],
  ['boolean', 'yes or no'],
  ['array', 'list'],
  ['object', 'map'],
])

/** `sessions.perAccount` is `KNEEBOARD_SESSIONS_PER_ACCOUNT`. */
const variableOf = (path: readonly string[]): string =>
  `KNEEBOARD_${path.map((part) => part.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&')).join('_')}`.toUpperCase()
