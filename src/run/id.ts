/** `run_` + 10 base32 characters of milliseconds + 12 random ones: sorts by time, cannot be guessed. */
export type RunId = string & { readonly __brand: 'RunId' }

/** `runId/seq` of the event that asked for it: unique by construction. */
export type EffectId = string & { readonly __brand: 'EffectId' }

export const parseRunId = (text: string): RunId | undefined =>
  /^run_[0-9a-hjkmnp-tv-z]{22}$/.test(text) ? (text as RunId) : undefined

export const effectId = (run: RunId, seq: number): EffectId => `${run}/${seq}` as EffectId

/** The run and sequence number of an effect. */
export function parseEffectId(text: string): { run: RunId; seq: number; effect: EffectId } | undefined {
  const [first = '', second = '', ...rest] = text.split('/')
  const run = parseRunId(first)
  if (!run || rest.length > 0 || !/^[0-9]{1,9}$/.test(second)) return undefined
  return { run, seq: Number(second), effect: text as EffectId }
}

/** Crockford's base32 without i, l, o, u: no two characters look alike. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes a run id from the time and 12 random bytes, both given from outside. */
export function makeRunId(atMs: number, random: Uint8Array): RunId {
  const time = Array.from(
    { length: 10 },
    (_, index) => alphabet[Math.floor(atMs / 32 ** (9 - index)) % 32],
  ).join('')
  const tail = Array.from({ length: 12 }, (_, index) => alphabet[(random[index] ?? 0) % 32]).join('')
  return `run_${time}${tail}` as RunId
}
