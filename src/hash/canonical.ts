import { Bug } from '../text/bug.ts'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 units, numbers and strings as ECMAScript writes them.
 * Only for hashing; properties that are undefined are left out as JSON.stringify leaves them out.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Bug('canonical JSON has no NaN or Infinity')
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  // Put together as it goes: a list of pairs for every object costs as much again, and every start is hashed.
  let pairs = ''
  for (const key of Object.keys(value).sort()) {
    const item = value[key]
    if (item === undefined) continue
    pairs += `${pairs === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`
  }
  return `{${pairs}}`
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
