import type { Role } from './role.ts'

/** What is decided once of each verb. A verb cannot be written without all three. */
type Right = {
  /**
   * What it is asked of: one runbook (by its path), one run, the installation as a whole, or a list, which shows
   * everybody what they may see and is refused to nobody who may see anything of it.
   */
  readonly about: 'runbook' | 'run' | 'list' | 'installation'
  readonly roles: readonly Role[]
  /**
   * `all`: also an agent, when the person it acts for may. `no-agent`: it is put to people, or has effects an agent is
   * never to have. `people`: only somebody who has signed in, no token and no service.
   */
  readonly by: 'all' | 'no-agent' | 'people'
}

const looking = ['viewer', 'operator', 'approver', 'author', 'admin'] as const
const operating = ['operator', 'admin'] as const
const administering = ['admin'] as const

/**
 * Everything that can be asked of the product, and who may ask it; a face that offers more than these offers something
 * nobody decided on.
 */
export const rights = {
  'list-library': { about: 'list', roles: looking, by: 'all' },
  'search-library': { about: 'list', roles: looking, by: 'all' },
  'show-runbook': { about: 'runbook', roles: looking, by: 'all' },
  'runbook-history': { about: 'runbook', roles: looking, by: 'all' },
  'runbook-diff': { about: 'runbook', roles: looking, by: 'all' },
  /** It may publish what its branch holds, by the rules that are there anyway. */
  'fetch-library': { about: 'installation', roles: ['author', 'admin'], by: 'no-agent' },
  'lint-library': { about: 'list', roles: looking, by: 'all' },
  'save-runbook': { about: 'runbook', roles: ['author', 'admin'], by: 'no-agent' },
  /** Only ever a branch for somebody's review: neither a folder's file nor what is published changes by it. */
  'propose-edit': { about: 'runbook', roles: ['author', 'admin'], by: 'all' },
  'plan-run': { about: 'runbook', roles: looking, by: 'all' },
  'start-run': { about: 'runbook', roles: operating, by: 'all' },
  'resume-run': { about: 'run', roles: operating, by: 'no-agent' },
  /** Answering what a run asks, pressing its commands, ticking its manual steps. */
  answer: { about: 'run', roles: operating, by: 'no-agent' },
  /** Running another text than the one that was written and reviewed. */
  'edit-command': { about: 'run', roles: ['author', 'admin'], by: 'no-agent' },
  /** A statement of a second person; whoever administers gives the role, and does not thereby hold it. */
  approve: { about: 'run', roles: ['approver'], by: 'people' },
  /** Pausing, going on, going elsewhere, another mode, ending a command that runs. */
  'steer-run': { about: 'run', roles: operating, by: 'no-agent' },
  'cancel-run': { about: 'run', roles: operating, by: 'all' },
  'add-note': { about: 'run', roles: ['operator', 'approver', 'author', 'admin'], by: 'all' },
  'attach-file': { about: 'run', roles: operating, by: 'no-agent' },
  /** What people attached may show anything; nothing in it is masked. */
  'read-evidence': { about: 'run', roles: looking, by: 'no-agent' },
  'hand-over': { about: 'run', roles: operating, by: 'no-agent' },
  'replace-plan': { about: 'run', roles: operating, by: 'no-agent' },
  'validate-run': { about: 'run', roles: ['operator', 'author', 'admin'], by: 'people' },
  'list-runs': { about: 'list', roles: looking, by: 'all' },
  'show-run': { about: 'run', roles: looking, by: 'all' },
  'read-log': { about: 'run', roles: looking, by: 'all' },
  'report-run': { about: 'run', roles: looking, by: 'all' },
  'verify-record': { about: 'installation', roles: administering, by: 'no-agent' },
  'ledger-tip': { about: 'installation', roles: looking, by: 'all' },
  'sign-ledger': { about: 'installation', roles: administering, by: 'no-agent' },
  'redact-run': { about: 'run', roles: administering, by: 'no-agent' },
  'export-run': { about: 'run', roles: administering, by: 'no-agent' },
  /** Every run at once. */
  'export-record': { about: 'installation', roles: administering, by: 'no-agent' },
  'hold-run': { about: 'run', roles: administering, by: 'no-agent' },
  /** All records in one file. */
  'back-up': { about: 'installation', roles: administering, by: 'no-agent' },
  'prune-runs': { about: 'installation', roles: administering, by: 'no-agent' },
  examine: { about: 'installation', roles: administering, by: 'no-agent' },
  'read-audit': { about: 'installation', roles: administering, by: 'no-agent' },
  'manage-accounts': { about: 'installation', roles: administering, by: 'people' },
  'manage-runners': { about: 'installation', roles: administering, by: 'people' },
  'manage-grants': { about: 'installation', roles: administering, by: 'people' },
  /** A token never makes or ends another: it would get rid of its own limits. */
  'own-tokens': { about: 'list', roles: looking, by: 'people' },
} as const satisfies Readonly<Record<string, Right>>

export type Verb = keyof typeof rights

export const verbs = Object.keys(rights) as readonly Verb[]

/** Verbs that are asked of one kind of thing. */
export type VerbAbout<A extends Right['about']> = {
  [V in Verb]: (typeof rights)[V]['about'] extends A ? V : never
}[Verb]

/** Of a name that came from outside. */
export const isVerb = (name: string): name is Verb => Object.hasOwn(rights, name)

/** `cancel-run` as it is said: cancel run. */
export const verbWords = (verb: Verb): string => verb.replaceAll('-', ' ')
