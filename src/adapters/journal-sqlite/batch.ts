import type { DatabaseSync } from 'node:sqlite'
import { Bug, never } from '../../text/bug.ts'
import { afterwards } from './erase.ts'
import type { Operation, Reply, Request, Trouble } from './request.ts'
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

type AccountRequest = Extract<
  Request,
  {
    op:
      | 'changeAccounts'
      | 'accounts'
      | 'account'
      | 'grants'
      | 'tokens'
      | 'bySession'
      | 'byToken'
      | 'seenSession'
  }
>

type RunnersRequest = Extract<
  Request,
  { op: 'changeRunners' | 'runners' | 'bindings' | 'byRunnerToken' | 'runnerOf' | 'assignRunner' }
>

const isOfRunners = (request: AccountRequest | RunnersRequest): request is RunnersRequest =>
  /runner|bindings/i.test(request.op)

function runnersAnswer(store: Store, request: RunnersRequest): unknown {
  const { runners } = store
  switch (request.op) {
    case 'changeRunners':
      return runners.change(request.ask)
    case 'runners':
      return runners.runners()
    case 'bindings':
      return runners.bindings()
    case 'byRunnerToken':
      return runners.byToken(request.ask)
    case 'runnerOf':
      return runners.runnerOf(request.ask)
    case 'assignRunner':
      return runners.assign(request.ask)
    default:
      return never(request)
  }
}

function accountsAnswer(store: Store, request: AccountRequest): unknown {
  const { accounts } = store
  switch (request.op) {
    case 'changeAccounts':
      return store.apart(
        () => accounts.change(request.ask),
        (changed) => changed === 'changed',
      )
    case 'accounts':
      return accounts.accounts()
    case 'account':
      return accounts.account(request.ask)
    case 'grants':
      return accounts.grants()
    case 'tokens':
      return accounts.tokens(request.ask)
    case 'bySession':
      return accounts.bySession(request.ask)
    case 'byToken':
      return accounts.byToken(request.ask)
    case 'seenSession':
      return accounts.seen(request.ask)
    default:
      return never(request)
  }
}

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
    case 'note':
      return store.ledger.note(request.ask)
    case 'ledgerEntries':
      return store.ledger.entries(request.ask)
    case 'tip':
      return store.ledger.tip()
    case 'held':
      return store.ledger.held()
    case 'erase':
      return store.ledger.erase(request.ask)
    case 'deleteRun':
      return store.ledger.deleteRun(request.ask)
    case 'acquire':
      return store.acquire(request.ask)
    case 'renew':
      return store.renew(request.ask)
    case 'release':
      return store.release(request.ask)
    case 'dataVersion':
      return store.dataVersion()
    case 'compact':
    case 'close':
      return undefined
    default:
      return isOfRunners(request) ? runnersAnswer(store, request) : accountsAnswer(store, request)
  }
}
