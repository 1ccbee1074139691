import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { KeptSession, Sessions } from '../../ports/sessions.ts'

/** Keeps sessions as a file of the data folder that only its user can read. */
export function fileSessions(dataFolder: string): Sessions {
  const file = join(dataFolder, 'sessions.json')
  return {
    load: () => readSessions(file),
    keep(sessions) {
      const draft = `${file}.${randomUUID()}`
      writeFileSync(draft, JSON.stringify(sessions), { mode: 0o600, flag: 'wx' })
      renameSync(draft, file)
    },
  }
}

/** Larger than all sessions there can be. */
const bytesMax = 256 * 1024

/** What is not there, or not what was written, lets nobody in. */
function readSessions(file: string): readonly KeptSession[] {
  let handle: number | undefined
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
    const stat = fstatSync(handle)
    if (!stat.isFile() || stat.size > bytesMax) return []
    const written: unknown = JSON.parse(readFileSync(handle, 'utf8'))
    return Array.isArray(written) ? written.filter(isSession) : []
  } catch {
    return []
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

const isSession = (value: unknown): value is KeptSession =>
  typeof value === 'object' &&
  value !== null &&
  'hash' in value &&
  typeof value.hash === 'string' &&
  /^[0-9a-f]{64}$/.test(value.hash) &&
  'at' in value &&
  typeof value.at === 'number'
