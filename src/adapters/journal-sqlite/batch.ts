import type { DatabaseSync } from 'node:sqlite'
import { never } from '../../text/bug.ts'
import type { Operation, Reply, Request, Trouble } from './request.ts'
import type { Store } from './store.ts'
import { endsTransaction, Refused, troubleOf } from './trouble.ts'

export type Desk = { readonly db: DatabaseSync; readonly store: Store; readonly path: string }

/**
 * Group commit: carries out everything that waits in one transaction and gives the replies only after it is
 * on the disk. A request that fails takes back its own changes and no one else's.
 */
export function carryOut(desk: Desk, requests: readonly Request[]): Reply[] {
  if (!requests.some(writes)) return requests.map((request) => attempt(desk, request))
  try {
    desk.db.exec('BEGIN IMMEDIATE')
  } catch (thrown) {
    const trouble = troubleOf(thrown, desk.path)
    return requests.map((request) => (writes(request) ? failed(request, trouble) : attempt(desk, request)))
  }
  try {
    const replies = requests.map((request) => attemptApart(desk, request))
    desk.db.exec('COMMIT')
    return replies.map((reply, index) =>
      requests[index]?.op === 'eraseBlob' ? emptyLog(desk, reply) : reply,
    )
  } catch (thrown) {
    if (desk.db.isTransaction) desk.db.exec('ROLLBACK')
    const trouble = troubleOf(thrown, desk.path)
    return requests.map((request) => failed(request, trouble))
  }
}

function writes({ op }: Request): boolean {
  return writing[op]
}

const writing = {
  append: true,
  eraseBlob: true,
  acquire: true,
  renew: true,
  release: true,
  read: false,
  head: false,
  heads: false,
  blob: false,
  blobState: false,
  dataVersion: false,
  close: false,
} as const satisfies Record<Operation, boolean>

/** Throws when the failure took the whole transaction with it: then nothing of the batch is stored. */
function attemptApart(desk: Desk, request: Request): Reply {
  if (!writes(request)) return attempt(desk, request)
  return desk.store.apart(
    () => {
      const reply = attempt(desk, request)
      if (reply.kind === 'failed' && (endsTransaction(reply.trouble) || !desk.db.isTransaction)) {
        throw new Refused(reply.trouble)
      }
      return reply
    },
    (reply) => reply.kind === 'done',
  )
}

function attempt(desk: Desk, request: Request): Reply {
  try {
    return { id: request.id, kind: 'done', answer: answerOf(desk.store, request) }
  } catch (thrown) {
    return failed(request, troubleOf(thrown, desk.path))
  }
}

const failed = ({ id }: Request, trouble: Trouble): Reply => ({ id, kind: 'failed', trouble })

function answerOf(store: Store, request: Request): unknown {
  switch (request.op) {
    case 'append':
      return store.append(request.ask)
    case 'read':
      return store.read(request.ask)
    case 'head':
      return store.head(request.ask)
    case 'heads':
      return store.heads(request.ask)
    case 'blob':
      return store.blob(request.ask)
    case 'blobState':
      return store.blobState(request.ask)
    case 'eraseBlob':
      return store.eraseBlob(request.ask)
    case 'acquire':
      return store.acquire(request.ask)
    case 'renew':
      return store.renew(request.ask)
    case 'release':
      return store.release(request.ask)
    case 'dataVersion':
      return store.dataVersion()
    case 'close':
      return undefined
    default:
      return never(request)
  }
}

/** An erased value also stands in the write-ahead log until that is written back and cut. */
function emptyLog({ db, path }: Desk, reply: Reply): Reply {
  if (reply.kind === 'failed') return reply
  try {
    const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (row?.['busy'] === 0) return reply
  } catch (thrown) {
    return { id: reply.id, kind: 'failed', trouble: troubleOf(thrown, path) }
  }
  const message = `${path}: erased, but another process still reads the log that holds the old bytes`
  return {
    id: reply.id,
    kind: 'failed',
    trouble: { code: 'busy', message, remedy: 'erase again when it has finished' },
  }
}
