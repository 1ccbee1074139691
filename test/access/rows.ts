import type { Verb } from '../../src/access/verb.ts'
import type { RouteName } from '../../src/contract/api.ts'
import type { LedgerEventType } from '../../src/ledger/ledger-event.ts'

/** What a request is made with: things that are there, and a number nobody has used. */
export type Stock = {
  readonly run: string
  readonly ended: string
  readonly effect: string
  readonly attempt: number
  readonly evidence: number
  /** The hash of `saved.md` as it stands. */
  readonly replaces: string
  readonly n: number
}

export type Request = {
  /** What is asked for: the first of the route's rights, unless it is said here. */
  readonly verb?: Verb
  readonly path: (stock: Stock) => string
  readonly body?: (stock: Stock) => unknown
  readonly contentType?: string
  /** What whoever may gets where it is not 200: the request is right, and there is nothing to do. */
  readonly status?: number
  /**
   * What it leaves behind when it is carried out: one entry of the ledger, one fact of the run by whoever asked, or
   * nothing, because nothing is changed or taken away.
   */
  readonly leaves: LedgerEventType | 'a fact' | 'nothing'
}

const looks = (path: Request['path']): readonly Request[] => [{ path, leaves: 'nothing' }]
const ofRun = (rest: string) => looks(({ run }) => `/api/runs/${run}${rest}`)
const input = (verb: Verb, body: Request['body']): Request => ({
  verb,
  path: ({ run }) => `/api/runs/${run}/inputs`,
  leaves: 'a fact',
  ...(body ? { body } : {}),
})

/**
 * How each route is asked, and what that leaves. `elsewhere`: what comes before or beside grants has tests of its own
 * (sign-in.test.ts); here only that nobody gets through it unseen.
 */
export const rows: Readonly<Record<RouteName, readonly Request[] | 'elsewhere'>> = {
  entrance: 'elsewhere',
  setUp: 'elsewhere',
  signIn: 'elsewhere',
  signOut: 'elsewhere',
  changePassword: 'elsewhere',
  me: 'elsewhere',
  readReference: 'elsewhere',
  readOpenApi: 'elsewhere',
  // What only runners ask: test/e2e/runner.test.ts.
  greetRunner: 'elsewhere',
  takeOrders: 'elsewhere',
  reportOrders: 'elsewhere',
  appendLog: 'elsewhere',
  logReadUpTo: 'elsewhere',
  listRunners: looks(() => '/api/runners'),
  createRunner: [
    {
      path: () => '/api/runners',
      body: ({ n }) => ({ name: `r${n}`, labels: [] }),
      leaves: 'runner.created',
    },
  ],
  removeRunner: [{ path: () => '/api/runners/none', status: 422, leaves: 'nothing' }],
  bindFolder: [
    {
      path: () => '/api/bindings',
      body: ({ n }) => ({ folder: `f${n}`, label: 'here', directory: '/tmp' }),
      leaves: 'folder.bound',
    },
  ],
  unbindFolder: [{ path: () => '/api/bindings?folder=none', status: 422, leaves: 'nothing' }],
  listAccounts: looks(() => '/api/accounts'),
  createAccount: [
    {
      path: () => '/api/accounts',
      body: ({ n }) => ({ name: `made${n}`, kind: 'service' }),
      leaves: 'account.created',
    },
  ],
  switchAccount: [
    {
      path: () => '/api/accounts/somebody/switch',
      body: () => ({ to: 'enabled' }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  resetPassword: [{ path: () => '/api/accounts/somebody/password', leaves: 'password.reset' }],
  joinGroup: [{ path: ({ n }) => `/api/groups/g${n}/somebody`, leaves: 'group.joined' }],
  leaveGroup: [{ path: () => '/api/groups/none/somebody', status: 422, leaves: 'nothing' }],
  listGrants: looks(() => '/api/grants'),
  giveGrant: [
    {
      path: () => '/api/grants',
      body: ({ n }) => ({
        to: { kind: 'group', group: 'none' },
        role: 'viewer',
        on: { kind: 'folder', folder: `f${n}` },
      }),
      leaves: 'grant.given',
    },
  ],
  endGrant: [{ path: () => '/api/grants/none', status: 422, leaves: 'nothing' }],
  listTokens: [
    ...looks(() => '/api/tokens'),
    { verb: 'manage-accounts', path: () => '/api/tokens?account=robot', leaves: 'nothing' },
  ],
  createToken: [
    { path: () => '/api/tokens', body: () => ({ name: 'x', days: 1, scope: {} }), leaves: 'token.created' },
    {
      verb: 'manage-accounts',
      path: () => '/api/tokens',
      body: () => ({ name: 'x', days: 1, scope: {}, account: 'robot' }),
      leaves: 'token.created',
    },
  ],
  endToken: [
    { path: () => '/api/tokens/none', status: 422, leaves: 'nothing' },
    {
      verb: 'manage-accounts',
      path: () => '/api/tokens/none?account=robot',
      status: 422,
      leaves: 'nothing',
    },
  ],
  readAudit: looks(() => '/api/audit?limit=5&type=grant&by=root&q=admin'),
  ledgerTip: looks(() => '/api/audit/tip'),
  listLibrary: looks(() => '/api/library'),
  search: looks(() => '/api/search?q=look'),
  showRunbook: looks(() => '/api/runbook?path=a.md'),
  runbookHistory: [{ path: () => '/api/runbook/history?path=a.md', status: 422, leaves: 'nothing' }],
  runbookDiff: [{ path: () => '/api/runbook/diff?path=a.md', status: 422, leaves: 'nothing' }],
  fetchLibrary: [{ path: () => '/api/library/fetch', status: 422, leaves: 'nothing' }],
  lintText: [{ path: () => '/api/lint', body: () => ({ path: 'b.md', text: '# B\n' }), leaves: 'nothing' }],
  saveRunbook: [
    {
      path: () => '/api/runbook',
      body: ({ replaces }) => ({ path: 'saved.md', text: '# Saved\n', replaces }),
      leaves: 'runbook.saved',
    },
  ],
  planRun: [{ path: () => '/api/plan', body: () => ({ path: 'a.md', values: {} }), leaves: 'nothing' }],
  listRuns: looks(() => '/api/runs'),
  startRun: [
    {
      path: () => '/api/runs',
      body: () => ({ path: 'a.md', mode: 'step', values: {} }),
      leaves: 'run.created',
    },
  ],
  showRun: ofRun(''),
  followRun: ofRun('/events'),
  touchRun: [
    input('add-note', ({ n }) => ({ kind: 'note', text: `note ${n}` })),
    {
      ...input('steer-run', ({ effect }) => ({ kind: 'interrupt', effect })),
      status: 422,
      leaves: 'nothing',
    },
    input('hand-over', ({ n }) => ({ kind: 'hand-over', to: `somebody${n}` })),
    {
      ...input('answer', ({ effect }) => ({ kind: 'answer', effect, answer: { choice: 'retry' } })),
      status: 422,
      leaves: 'nothing',
    },
    {
      ...input('approve', ({ effect }) => ({ kind: 'answer', effect, answer: { choice: 'deny' } })),
      status: 422,
      leaves: 'nothing',
    },
    {
      ...input('cancel-run', () => ({ kind: 'cancel' })),
      path: ({ ended }) => `/api/runs/${ended}/inputs`,
      status: 422,
      leaves: 'nothing',
    },
  ],
  seeCommand: [
    {
      path: ({ run }) => `/api/runs/${run}/sight`,
      body: ({ effect }) => ({ effect, values: {} }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  seeApproval: [
    {
      path: ({ run }) => `/api/runs/${run}/approval`,
      body: ({ effect }) => ({ effect }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  proposeCorrection: [
    {
      verb: 'replace-plan',
      path: ({ run }) => `/api/runs/${run}/correction`,
      body: () => ({ values: {} }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  correctRun: [
    {
      verb: 'replace-plan',
      path: ({ run }) => `/api/runs/${run}/correction`,
      body: () => ({ values: {}, documentHash: 'none', mapping: [] }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  validateRun: [
    {
      path: ({ run }) => `/api/runs/${run}/validation`,
      body: () => ({ unremarked: 'refuse' }),
      status: 422,
      leaves: 'nothing',
    },
  ],
  attachFile: [
    {
      path: ({ run }) => `/api/runs/${run}/evidence?name=a.txt`,
      body: () => 'bytes',
      contentType: 'application/octet-stream',
      leaves: 'a fact',
    },
  ],
  readEvidence: [
    { path: ({ run, evidence }) => `/api/runs/${run}/evidence/${evidence}`, leaves: 'record.taken' },
  ],
  resumeRun: [{ path: ({ run }) => `/api/runs/${run}/resume`, leaves: 'nothing' }],
  readLog: looks(({ run, attempt }) => `/api/runs/${run}/logs/${attempt}`),
  findInLog: looks(({ run, attempt }) => `/api/runs/${run}/logs/${attempt}/find?q=x`),
  saveLog: [{ path: ({ run, attempt }) => `/api/runs/${run}/logs/${attempt}/text`, leaves: 'record.taken' }],
  reportRun: [{ path: ({ run }) => `/api/runs/${run}/report?format=md`, leaves: 'record.taken' }],
}
