import type { Finding, Fix, Severity } from '../../lint/finding.ts'
import { rules } from '../../lint/rules.ts'
import type { Range } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'

/** A file's findings and the hash of the bytes they are about. */
export type Kept = { readonly hash: string; readonly findings: readonly Finding[] }

/** What is kept for one library, by path, and the hash of the facts it holds under. */
export type KeptFile = { readonly key: string; readonly files: ReadonlyMap<string, Kept> }

const schema = 'kneeboard.lint-cache/1'

export function writeKept({ key, files }: KeptFile): string {
  return JSON.stringify({
    schema,
    key,
    files: [...files].map(([path, { hash, findings }]) => [path, hash, findings]),
  })
}

/** Reads what `writeKept` wrote; undefined for anything else, in whole or in part: half a cache is not trusted. */
export function readKept(text: string): KeptFile | undefined {
  const value = parse(text)
  if (!isRecord(value) || value['schema'] !== schema || typeof value['key'] !== 'string') return undefined
  if (!Array.isArray(value['files'])) return undefined
  const files = new Map<string, Kept>()
  for (const entry of value['files'] as readonly unknown[]) {
    if (!Array.isArray(entry) || entry.length !== 3) return undefined
    const [path, hash, findings] = entry as readonly unknown[]
    if (typeof path !== 'string' || typeof hash !== 'string' || !Array.isArray(findings)) return undefined
    if (!findings.every(isFinding)) return undefined
    files.set(path, { hash, findings })
  }
  return { key: value['key'], files }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const ruleIds: ReadonlySet<string> = new Set(rules.map(({ id }) => id))
const severities: ReadonlySet<unknown> = new Set<Severity>(['error', 'warning', 'info'])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFinding = (value: unknown): value is Finding =>
  isRecord(value) &&
  typeof value['rule'] === 'string' &&
  ruleIds.has(value['rule']) &&
  severities.has(value['severity']) &&
  typeof value['message'] === 'string' &&
  typeof value['remedy'] === 'string' &&
  isRange(value['range']) &&
  (value['fix'] === undefined || isFix(value['fix']))

const isFix = (value: unknown): value is Fix =>
  isRecord(value) &&
  typeof value['description'] === 'string' &&
  typeof value['safe'] === 'boolean' &&
  Array.isArray(value['replacements']) &&
  value['replacements'].every(isReplacement)

const isReplacement = (value: unknown): value is Replacement =>
  isRecord(value) && typeof value['text'] === 'string' && isRange(value['range'])

const isRange = (value: unknown): value is Range =>
  isRecord(value) && isOffset(value['from']) && isOffset(value['to']) && value['from'] <= value['to']

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
