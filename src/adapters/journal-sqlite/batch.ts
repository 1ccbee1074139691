import type { DatabaseSync } from 'node:sqlite'
import { Bug } from '../../text/bug.ts'
import { afterwards } from './erase.ts'
import type { Operation, Operations, Reply, Request, Trouble } from './request.ts'
import type { Store } from './store.ts'
import { endsTransaction, Refused, troubleOf } from './trouble.ts'

export type Desk = { readonly db: DatabaseSync; readonly store: Store; readonly path: string }

/**
 * Group commit: carries out everything that waits in one transaction and gives the replies only after it is
 * on the disk. A request that fails takes back its own changes and no one else's.
 */
export function carryOut(desk: Desk, requests: readonly Request[]): Reply[] {
  const replies = inOneTransaction(desk, requests)
  return requests.map((request, index) => {
    const reply = replies[index]
    if (!reply) throw new Bug('a request without a reply')
    return afterwards(desk, request, reply)
  })
}

function inOneTransaction(desk: Desk, requests: readonly Request[]): Reply[] {
  if (!requests.some(writes)) return requests.map((request) => attempt(desk, request))
  // Hardly any request fails after it has changed something; when one does, all begin anew, each apart.
  return together(desk, requests, attemptWhole) ?? together(desk, requests, attemptApart) ?? []
}

/** Undefined when a request failed that may have changed something: then nothing of the batch is stored. */
function together(
  desk: Desk,
  requests: readonly Request[],
  attemptOne: typeof attemptApart | typeof attemptWhole,
): Reply[] | undefined {
  try {
    desk.db.exec('BEGIN IMMEDIATE')
  } catch (thrown) {
    const trouble = troubleOf(thrown, desk.path)
    return requests.map((request) => (writes(request) ? failed(request, trouble) : attempt(desk, request)))
  }
  try {
    const replies: Reply[] = []
    for (const request of requests) {
      const reply = attemptOne(desk, request)
      if (reply === undefined) {
        if (desk.db.isTransaction) desk.db.exec('ROLLBACK')
        return undefined
      }
      replies.push(reply)
    }
    desk.db.exec('COMMIT')
    return replies
  } catch (thrown) {
    if (desk.db.isTransaction) desk.db.exec('ROLLBACK')
    const trouble = troubleOf(thrown, desk.path)
    return requests.map((request) => failed(request, trouble))
  }
}

/** Undefined when it failed and may have changed something. */
function attemptWhole(desk: Desk, request: Request): Reply | undefined {
  const reply = attempt(desk, request)
  return reply.kind === 'failed' && writes(request) ? undefined : reply
}

function writes({ op }: Request): boolean {
  return writing[op]
}

const writing = {
  append: true,
  note: true,
  erase: true,
  deleteRun: true,
  acquire: true,
  renew: true,
  release: true,
  changeAccounts: true,
  seenSession: true,
  changeRunners: true,
  assignRunner: true,
  read: false,
  head: false,
  heads: false,
  blob: false,
  blobState: false,
  ledgerEntries: false,
  tip: false,
  held: false,
  compact: false,
  dataVersion: false,
  accounts: false,
  account: false,
  grants: false,
  tokens: false,
  bySession: false,
  byToken: false,
  runners: false,
  bindings: false,
  byRunnerToken: false,
  runnerOf: false,
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

/** The compiler asks for a line for each operation, and for its answer. `compact` and `close` do their work afterwards. */
const answers: { readonly [O in Operation]: (store: Store, ask: Operations[O]['ask']) => Answer<O> } = {
  append: (store, ask) => store.append(ask),
  read: (store, ask) => store.read(ask),
  head: (store, ask) => store.head(ask),
  heads: (store, ask) => store.heads(ask),
  blob: (store, ask) => store.blob(ask),
  blobState: (store, ask) => store.blobState(ask),
  note: ({ ledger }, ask) => ledger.note(ask),
  ledgerEntries: ({ ledger }, ask) => ledger.entries(ask),
  tip: ({ ledger }) => ledger.tip(),
  held: ({ ledger }) => ledger.held(),
  erase: ({ ledger }, ask) => ledger.erase(ask),
  deleteRun: ({ ledger }, ask) => ledger.deleteRun(ask),
  changeAccounts: (store, ask) =>
    store.apart(
      () => store.accounts.change(ask),
      (changed) => changed === 'changed',
    ),
  accounts: ({ accounts }) => accounts.accounts(),
  account: ({ accounts }, ask) => accounts.account(ask),
  grants: ({ accounts }) => accounts.grants(),
  tokens: ({ accounts }, ask) => accounts.tokens(ask),
  bySession: ({ accounts }, ask) => accounts.bySession(ask),
  byToken: ({ accounts }, ask) => accounts.byToken(ask),
  seenSession: ({ accounts }, ask) => accounts.seen(ask),
  changeRunners: ({ runners }, ask) => runners.change(ask),
  runners: ({ runners }) => runners.runners(),
  bindings: ({ runners }) => runners.bindings(),
  byRunnerToken: ({ runners }, ask) => runners.byToken(ask),
  runnerOf: ({ runners }, ask) => runners.runnerOf(ask),
  assignRunner: ({ runners }, ask) => runners.assign(ask),
  acquire: (store, ask) => store.acquire(ask),
  renew: (store, ask) => store.renew(ask),
  release: (store, ask) => store.release(ask),
  dataVersion: (store) => store.dataVersion(),
  compact: () => undefined,
  close: () => undefined,
}

type Answer<O extends Operation> = Operations[O]['answer'] extends undefined ? void : Operations[O]['answer']

/** Each request is answered by its own line: `Request` pairs an operation with what is asked of it. */
const answerOf = (store: Store, { op, ask }: Request): unknown =>
  (answers[op] as (store: Store, ask: Request['ask']) => unknown)(store, ask)
