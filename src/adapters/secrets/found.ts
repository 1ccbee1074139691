import type { Secrets } from '../../ports/secrets.ts'

/** What reading a secret comes to. No message ever holds a value. */
export type Found = Awaited<ReturnType<Secrets['read']>>

/** A secret is no longer than this: 64 KiB. */
const charactersMax = 2 ** 16

/** A NUL ends a value in an environment: half a secret would be handed over. */
export const found = (value: string, where: string): Found => {
  if (value === '') return missing(`${where} is empty`, 'put the secret into it')
  if (value.length > charactersMax) return missing(`${where} is longer than 64 KiB`, 'pass a file instead')
  return value.includes('\0') ? missing(`${where} holds a NUL`, 'give it as text') : { kind: 'secret', value }
}

export const missing = (why: string, remedy: string): Found => ({ kind: 'missing', why, remedy })

/** One field of an object that came from outside, by the keys that lead to it. */
export function fieldOf(value: unknown, keys: readonly string[], where: string): Found {
  let at = value
  for (const key of keys) {
    const own = typeof at === 'object' && at !== null && Object.hasOwn(at, key)
    if (!own) return missing(`${where} has no ${keys.join('.')}`, `correct the name${namesOf(at)}`)
    at = (at as Readonly<Record<string, unknown>>)[key]
  }
  if (typeof at === 'string') return found(at, where)
  if (typeof at === 'number' || typeof at === 'boolean' || typeof at === 'bigint')
    return found(String(at), where)
  return missing(`${keys.join('.')} of ${where} is not one value`, `name one inside it${namesOf(at)}`)
}

/** Names are said, values never. */
function namesOf(value: unknown): string {
  const names = typeof value === 'object' && value !== null ? Object.keys(value).slice(0, 20) : []
  return names.length === 0 ? '' : `: there is ${names.join(', ')}`
}
