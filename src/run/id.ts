import { hash } from '../hash/sha256.ts'

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

/** The run an effect belongs to. */
export const runOf = (effect: EffectId): RunId => effect.slice(0, effect.indexOf('/')) as RunId

/** Crockford's base32 without i, l, o, u: no two characters look alike. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** The run that an effect asks for: always the same, so that asking twice makes one. It sorts beside the run that asked. */
export function childRunId(effect: EffectId): RunId {
  const digest = hash('child-run', effect).replace('sha256:', '')
  const tail = Array.from(
    { length: 12 },
    (_, at) => alphabet[parseInt(digest.slice(at * 2, at * 2 + 2), 16) % 32],
  )
  return `${effect.slice(0, 'run_'.length + 10)}${tail.join('')}` as RunId
}

/** Makes a run id from the time and 12 random bytes, both given from outside. */
export function makeRunId(atMs: number, random: Uint8Array): RunId {
  const time = Array.from(
    { length: 10 },
    (_, index) => alphabet[Math.floor(atMs / 32 ** (9 - index)) % 32],
  ).join('')
  const tail = Array.from({ length: 12 }, (_, index) => alphabet[(random[index] ?? 0) % 32]).join('')
  return `run_${time}${tail}` as RunId
}

/** When it was made, in milliseconds since the epoch. */
export const runMadeAtMs = (run: RunId): number =>
  Array.from(run.slice('run_'.length, 'run_'.length + 10)).reduce(
    (time, letter) => time * 32 + alphabet.indexOf(letter),
    0,
  )
