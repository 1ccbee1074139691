import type { Actor } from '../run/event/envelope.ts'
import type { Trouble } from './app.ts'
import { trouble } from './app.ts'

/** Everything that can be asked of the product; a face that offers more than these offers something nobody decided on. */
export const verbs = [
  'list-library',
  'search-library',
  'show-runbook',
  'lint-library',
  'save-runbook',
  'plan-run',
  'start-run',
  'resume-run',
  'answer',
  'cancel-run',
  'add-note',
  'attach-file',
  'read-evidence',
  'hand-over',
  'replace-plan',
  'validate-run',
  'list-runs',
  'show-run',
  'read-log',
  'report-run',
  'verify-record',
  'ledger-tip',
  'sign-ledger',
  'redact-run',
  'export-run',
  'hold-run',
  'prune-runs',
  'examine',
] as const

export type Verb = (typeof verbs)[number]

/** Who may do what where there are no accounts: the person at this machine everything, an agent only look. */
const allowed: Readonly<Record<Actor['kind'], ReadonlySet<Verb>>> = {
  person: new Set(verbs),
  system: new Set(verbs),
  agent: new Set([
    'list-library',
    'search-library',
    'show-runbook',
    'lint-library',
    'plan-run',
    'list-runs',
    'show-run',
    'read-log',
    'report-run',
    'ledger-tip',
  ]),
  token: new Set(),
  service: new Set(),
  signal: new Set(),
}

/** Everything an actor may do: what a face offers them. */
export const verbsOf = (actor: Actor): readonly Verb[] =>
  verbs.filter((verb) => allowed[actor.kind].has(verb))

/** The one place that says no. Undefined means: go ahead. */
export function authorise(actor: Actor, verb: Verb): Trouble | undefined {
  if (allowed[actor.kind].has(verb)) return undefined
  return trouble(`${actor.kind} ${actor.id} may not ${verb.replace('-', ' ')}`, 'ask someone who may')
}
