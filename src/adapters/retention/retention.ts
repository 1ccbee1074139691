import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { RetentionRule } from '../../ports/retention.ts'
import { parseDuration } from '../../text/duration.ts'
import { readOwnFile, settingsFile } from '../own-file.ts'

const settings = z.strictObject({ 'older than': z.string(), 'keep failed': z.optional(z.boolean()) })

/**
 * How long runs are kept, as the person who runs us has written it in their own settings. A library has no say:
 * a clone must not be able to delete records.
 */
export function readRetention(file: string): RetentionRule {
  const written = readOwnFile(file, settingsFile)
  if (written.kind === 'absent') return { kind: 'none' }
  if (written.kind === 'refused') return refused(`${written.why}: ${written.remedy}`)
  if (written.writableByOthers) return refused(`others may write ${file}: chmod 600 ${file}`)
  const document = parseDocument(written.text, { logLevel: 'silent' })
  const parsed = z.safeParse(
    settings,
    document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }),
  )
  const olderThanMs = parsed.success ? parseDuration(parsed.data['older than']) : undefined
  if (!parsed.success || olderThanMs === undefined)
    return refused(`${file} is not understood: write "older than: 400d", and "keep failed: true" if you want`)
  return { kind: 'rule', olderThanMs, failed: parsed.data['keep failed'] ? 'keep' : 'delete' }
}

const refused = (why: string): RetentionRule => ({
  kind: 'refused',
  why,
  remedy: 'or give the age: --older-than 400d',
})
