import type { Grant } from '../access/grant.ts'
import type { Subject } from '../access/may-do.ts'
import { looksAtTags, mayDo } from '../access/may-do.ts'
import type { Principal } from '../access/principal.ts'
import type { Verb, VerbAbout } from '../access/verb.ts'
import { rights, verbs, verbWords } from '../access/verb.ts'
import { absentFile } from '../library/absent.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { noRun, trouble } from './app.ts'
import { readLibraryRunbook } from './read-runbook.ts'

/** Where there are no accounts: the person at this machine may do everything, an agent only look. */
const ownerMay: Readonly<Record<Actor['kind'], (verb: Verb) => boolean>> = {
  person: () => true,
  system: () => true,
  agent: (verb) => {
    const { by, roles }: { readonly by: string; readonly roles: readonly string[] } = rights[verb]
    return by === 'all' && roles.includes('viewer')
  },
  token: () => false,
  service: () => false,
  signal: () => false,
}

/** What a verb is asked of: a path of the library, a run, or nothing in particular. */
type Of<V extends Verb> =
  V extends VerbAbout<'runbook'>
    ? readonly [path: string]
    : V extends VerbAbout<'run'>
      ? readonly [run: RunId]
      : readonly []

type Granted = { readonly principal: Principal; readonly grants: readonly Grant[] }

/**
 * The one place that says no. Undefined means: go ahead. What somebody may not even see is answered as if it were not
 * there; every other refusal says who may not do what. Where there are accounts, each is an entry of the ledger.
 */
export async function authorise<V extends Verb>(
  app: App,
  verb: V,
  ...[of]: Of<V>
): Promise<Trouble | undefined> {
  const { actor, access } = app
  if (access.kind === 'owner')
    return ownerMay[actor.kind](verb)
      ? undefined
      : trouble(`${actor.kind} ${actor.id} may not ${verbWords(verb)}`, 'ask someone who may')
  const found = await subjectOf(app, verb, of)
  if (found.kind === 'trouble') return found
  const decision = mayDo(access.principal, access.grants, verb, found.subject)
  return decision.kind === 'yes' ? undefined : refuse(app, access, { verb, of, ...found })
}

/** Everything an asker may do to anything here: what a face offers them. */
export const verbsOf = ({ actor, access }: Pick<App, 'actor' | 'access'>): readonly Verb[] =>
  verbs.filter((verb) =>
    access.kind === 'owner'
      ? ownerMay[actor.kind](verb)
      : mayDo(access.principal, access.grants, verb, subjectOfAll(verb)).kind === 'yes',
  )

const subjectOfAll = (verb: Verb): Subject =>
  rights[verb].about === 'installation' ? { kind: 'installation' } : { kind: 'something' }

type Found = { readonly kind: 'subject'; readonly subject: Subject; readonly absent: Trouble }

async function subjectOf(app: App, verb: Verb, of: string | undefined): Promise<Found | Trouble> {
  const { about } = rights[verb]
  if (of === undefined || about === 'list' || about === 'installation')
    return { kind: 'subject', subject: subjectOfAll(verb), absent: nothingHere }
  if (about === 'run') {
    const absent = noRun(of)
    const head = await app.driver.journal.head(of as RunId)
    if (!head) return absent
    return { kind: 'subject', subject: { kind: 'run', ...(await placeOf(app, head.path)) }, absent }
  }
  const absent: Trouble = { kind: 'trouble', ...absentFile(of) }
  // A path may lead somewhere else than it says (`..`, links): what counts is the file that would be opened.
  const read = await app.library.read(of)
  if (read.kind === 'refused') return absent
  return { kind: 'subject', subject: { kind: 'runbook', ...(await placeOf(app, read.path)) }, absent }
}

const nothingHere = trouble('there is nothing here for you', 'ask whoever administers Kneeboard for a role')

/** A path with what grants may hang on. */
export async function placeOf(app: App, path: string): Promise<{ path: string; tags: readonly string[] }> {
  const { access } = app
  const tags = access.kind === 'granted' && looksAtTags(access.principal, access.grants)
  return { path, tags: tags ? await tagsOf(app, path) : [] }
}

async function tagsOf(app: App, path: string): Promise<readonly string[]> {
  const open = await readLibraryRunbook(app, path)
  return open.kind === 'runbook' ? (open.runbook.metadata.tags?.items ?? []) : []
}

async function refuse(
  app: App,
  { principal, grants }: Granted,
  { verb, of, subject, absent }: Found & { readonly verb: Verb; readonly of: string | undefined },
): Promise<Trouble> {
  const about = of === undefined ? {} : rights[verb].about === 'run' ? { run: of } : { path: of }
  await app.ledger.note({
    at: app.driver.clock.now(),
    by: app.actor,
    event: { type: 'access.refused', verb, ...about },
  })
  const look = subject.kind === 'run' ? 'show-run' : 'show-runbook'
  const sees = subject.kind === 'installation' || mayDo(principal, grants, look, subject).kind === 'yes'
  if (!sees) return absent
  return {
    ...trouble(`${principal.actor.id} may not ${verbWords(verb)} here`, 'ask whoever administers Kneeboard'),
    refused: true,
  }
}
