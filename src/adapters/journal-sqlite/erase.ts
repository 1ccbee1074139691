import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Reply, Request } from './request.ts'
import { troubleOf } from './trouble.ts'

type Desk = { readonly db: DatabaseSync; readonly path: string }

/**
 * What must follow a commit so that erased bytes are gone from the disk: the write-ahead log, which still holds
 * them, is written back and cut. `compact` also rewrites the file, whose pages may keep traces of moved rows,
 * and removes copies that migrations made of it.
 */
export function afterwards(desk: Desk, request: Request, reply: Reply): Reply {
  if (reply.kind === 'failed' || (request.op !== 'erase' && request.op !== 'compact')) return reply
  try {
    if (request.op === 'compact') {
      desk.db.exec('VACUUM')
      removeCopies(desk.path)
    }
    return emptyLog(desk, reply)
  } catch (thrown) {
    return { id: reply.id, kind: 'failed', trouble: troubleOf(thrown, desk.path) }
  }
}

function emptyLog({ db, path }: Desk, reply: Reply): Reply {
  const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  if (row?.['busy'] === 0) return reply
  const message = `${path}: erased, but another process still reads the log that holds the old bytes`
  return {
    id: reply.id,
    kind: 'failed',
    trouble: { code: 'busy', message, remedy: 'erase again when it has finished' },
  }
}

function removeCopies(path: string): void {
  const folder = dirname(path)
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(path)}.before-`)) rmSync(join(folder, name))
}
