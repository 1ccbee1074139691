import { verbWords } from '../../../src/access/verb.ts'
import type { Verb } from '../../../src/access/verb.ts'
import { isVerb } from '../../../src/access/verb.ts'
import type { Envelope } from '../../../src/run/event/envelope.ts'
import { openEnvelope } from '../../../src/ledger/ledger-entry.ts'
import type { LedgerEvent } from '../../../src/ledger/ledger-event.ts'

/** A piece of a sentence: words, or something the reader can go to. */
export type Part = string | { readonly run: string } | { readonly path: string }

/** An entry of the ledger as a sentence, whoever did it first: `root made the account ada, a person`. */
export function auditSentence(entry: Envelope): readonly Part[] {
  const read = openEnvelope(entry)
  const who = whoWords(entry)
  if (read.kind !== 'fact') return [`${who}: ${entry.type} (written by another release of Kneeboard)`]
  const { event } = read.fact
  // Nobody is known to have done it: only that it was tried.
  if (event.type === 'session.refused') return [refusalWords(event)]
  return [`${who} `, ...doing(event)]
}

const whoWords = ({ by }: Envelope): string => {
  if (by.token !== undefined) return `${by.id} (by the token ${by.token})`
  return by.kind === 'person' ? by.id : by.kind === 'system' ? 'Kneeboard' : `${by.id} (${by.kind})`
}

type Of<T extends LedgerEvent['type']> = Extract<LedgerEvent, { type: T }>

function refusalWords({ account, why, from }: Of<'session.refused'>): string {
  const who = account ?? 'Somebody'
  switch (why) {
    case 'password':
      return account === undefined
        ? `Somebody at ${from} tried to sign in with a name that is not there`
        : `Somebody at ${from} gave a wrong password for ${account}`
    case 'set-up':
      return `Somebody at ${from} tried to set Kneeboard up with a link that is not good`
    case 'disabled':
      return `${who} was not let in from ${from}: the account is disabled`
    case 'limit':
      return account === undefined
        ? `Too many tries to sign in from ${from}: nobody there is let in for a while`
        : `Too many tries to sign in as ${account}, the last from ${from}: closed for a while`
  }
}

function doing(event: Exclude<LedgerEvent, Of<'session.refused'>>): readonly Part[] {
  switch (event.type) {
    case 'session.opened':
    case 'session.ended':
    case 'account.created':
    case 'account.disabled':
    case 'account.enabled':
    case 'password.reset':
    case 'group.joined':
    case 'group.left':
    case 'grant.given':
    case 'grant.ended':
    case 'token.created':
    case 'token.ended':
      return [accessWords(event)]
    case 'access.refused':
      return refused(event)
    case 'ledger.begun':
      return ['began the ledger']
    case 'run.adopted':
      return ['took over the record of ', { run: event.run }]
    case 'run.created':
      return ['started ', { run: event.run }, ' of ', { path: event.path }]
    case 'run.ended':
      return ['saw ', { run: event.run }, ` end: ${event.status}`]
    case 'run.amended':
      return ['added to ', { run: event.run }, ' after its end']
    case 'run.held':
      return ['keeps ', { run: event.run }, ` whatever retention says${because(event.why)}`]
    case 'run.released':
      return ['released ', { run: event.run }, because(event.why)]
    case 'value.erased':
      return ['erased private values from ', { run: event.run }, because(event.why)]
    case 'run.deleted':
      return [`deleted the record of ${event.run}${because(event.why)}`]
    case 'approval.denied':
      return ['denied an approval in ', { run: event.run }]
    case 'approval.refused':
      return ['was refused an approval in ', { run: event.run }, because(event.why)]
    case 'record.taken':
      return event.run === undefined
        ? [`took away ${takenWords[event.what]} of the record`]
        : [`took away ${takenWords[event.what]} of `, { run: event.run }]
    case 'runbook.saved':
      return ['wrote ', { path: event.path }]
    case 'runbook.validated':
      return ['stated that ', { path: event.path }, ' works, by ', { run: event.run }]
    case 'runner.created':
    case 'runner.removed':
    case 'runner.identified':
    case 'folder.bound':
    case 'folder.unbound':
      return [runnerWords(event)]
    case 'library.published':
      return [`published commit ${event.commit.slice(0, 10)} of ${event.ref}`]
    case 'library.refused':
      return [`did not publish commit ${event.commit.slice(0, 10)} of ${event.ref}${because(event.why)}`]
  }
}

type AccessEvent = Extract<
  LedgerEvent,
  {
    type:
      | `${'account' | 'password' | 'group' | 'grant' | 'token'}.${string}`
      | 'session.opened'
      | 'session.ended'
  }
>

function accessWords(event: AccessEvent): string {
  switch (event.type) {
    case 'session.opened':
      return `${openedWords[event.how]} (from ${event.from})`
    case 'session.ended':
      return event.all ? 'signed out everywhere' : 'signed out'
    case 'account.created':
      return `made the account ${event.account}, a ${event.kind}`
    case 'account.disabled':
      return `disabled ${event.account}`
    case 'account.enabled':
      return `enabled ${event.account}`
    case 'password.reset':
      return `reset the password of ${event.account}`
    case 'group.joined':
      return `put ${event.account} into the group ${event.group}`
    case 'group.left':
      return `took ${event.account} out of the group ${event.group}`
    case 'grant.given':
      return `gave a role: ${event.says}`
    case 'grant.ended':
      return `took a role back: ${event.says}`
    case 'token.created':
      return `made the token ${event.name} of ${event.account}, good until ${new Date(event.expiresAt).toISOString().slice(0, 10)}${scopeWords(event)}`
    case 'token.ended':
      return `ended a token of ${event.account}`
  }
}

function runnerWords(event: Extract<LedgerEvent, { type: `${'runner' | 'folder'}.${string}` }>): string {
  switch (event.type) {
    case 'runner.created':
      return `made the runner ${event.runner}, labelled ${event.labels.join(', ') || 'with nothing'}`
    case 'runner.removed':
      return `removed the runner ${event.runner}`
    case 'runner.identified':
      return `saw the runner ${event.runner} come with the identity ${event.identity.slice(0, 8)}`
    case 'folder.bound':
      return `bound ${event.folder}/ to runners labelled ${event.label}, in ${event.directory}`
    case 'folder.unbound':
      return `unbound ${event.folder}/`
  }
}

const openedWords = {
  'set-up': 'set Kneeboard up and became the first admin',
  password: 'signed in',
  'new-password': 'changed the password',
} as const

const takenWords = {
  report: 'a report',
  log: 'a log',
  attachment: 'an attached file',
  export: 'an export',
} as const

const scopeWords = ({ verbs, folders }: Of<'token.created'>): string =>
  [
    verbs ? `, only for: ${verbs.map(named).join(', ')}` : '',
    folders ? `, below ${folders.join(', ')}` : '',
  ].join('')

const named = (verb: string): string => (isVerb(verb) ? verbWords(verb satisfies Verb) : verb)

function refused({ verb, run, path }: Of<'access.refused'>): readonly Part[] {
  const what = `was refused: may not ${named(verb)}`
  if (run !== undefined) return [`${what} in `, { run }]
  return path === undefined ? [what] : [`${what} at `, { path }]
}

const because = (why: string | undefined): string => (why === undefined || why === '' ? '' : `: ${why}`)
