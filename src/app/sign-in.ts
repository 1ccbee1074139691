import { parseAccountName } from '../access/account-name.ts'
import type { Attempts } from '../access/attempts.ts'
import { attemptsMax } from '../access/attempts.ts'
import { passwordCharsMax, passwordProblem } from '../access/password-rule.ts'
import { sessionMaxMs } from '../access/session-life.ts'
import type { LedgerEvent, LedgerFact } from '../ledger/ledger-event.ts'
import type { AccountChange } from '../ports/accounts.ts'
import type { Actor } from '../run/event/envelope.ts'
import { secretHash, secretOf } from './accounts-desk.ts'
import type { AccountsDesk, App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import type { SetUp } from './set-up.ts'
import { isUngoverned } from './set-up.ts'

/**
 * Where people come in. Nobody has been let in yet, so there is no app of theirs and nothing to authorise: what is
 * checked here is who they are.
 */
export type Entrance = AccountsDesk & {
  readonly driver: App['driver']
  readonly ledger: App['ledger']
  readonly attempts: Attempts
  readonly setUp: SetUp
}

/** From where, and with which session already (its hash): a new one always takes its place. */
export type Coming = { readonly from: string; readonly instead?: string }

/** `session` goes into a cookie and is kept nowhere else. */
export type LetIn = { readonly kind: 'let-in'; readonly account: string; readonly session: string }

type Credentials = { readonly name: string; readonly password: string }

/** Signs in by name and password. Whatever is wrong, the answer and the time it takes are the same. */
export async function signIn(
  entrance: Entrance,
  { name, password }: Credentials,
  coming: Coming,
): Promise<LetIn | Trouble> {
  const account = parseAccountName(name)
  const over = await tooMany(entrance, account, coming)
  if (over) return over
  const kept = account && (await entrance.accounts.account(account))
  const fits = await entrance.passwords.verify(kept?.password, password.slice(0, passwordCharsMax + 1))
  if (!kept || !fits || kept.disabled)
    return refuse(entrance, kept ? { account: kept.name, disabled: fits } : {}, coming)
  entrance.attempts.forget(`account ${kept.name}`)
  return open(entrance, kept.name, { how: 'password', coming, before: [] })
}

/** Becomes the first admin, by the token that the server printed; it is good once. */
export async function setUpInstallation(
  entrance: Entrance,
  { token, name, password }: Credentials & { readonly token: string },
  coming: Coming,
): Promise<LetIn | Trouble> {
  const over = await tooMany(entrance, undefined, coming)
  if (over) return over
  const { setUp, driver, passwords } = entrance
  const now = driver.clock.now()
  if (!setUp.isGood(token, now) || !(await isUngoverned(entrance))) return refuseSetUp(entrance, coming)
  const account = parseAccountName(name)
  if (!account) return badName
  const problem = passwordProblem(password, account)
  if (problem !== undefined) return trouble(problem, 'choose another: a few words that nobody would guess')
  if (await entrance.accounts.account(account))
    return trouble(`${account} is there already`, 'choose another name')
  const hashed = await passwords.hash(password)
  if (!setUp.use(token, now)) return refuseSetUp(entrance, coming)
  const before: readonly AccountChange[] = [
    {
      kind: 'create',
      account: { name: account, kind: 'person', disabled: false, temporary: false, createdAt: now },
      password: hashed,
    },
    {
      kind: 'grant',
      id: idOf(entrance),
      grant: { to: { kind: 'account', account }, role: 'admin', on: { kind: 'everything' } },
    },
  ]
  return open(entrance, account, { how: 'set-up', coming, before })
}

export const badName = trouble(
  'a name has letters, digits and . _ - @, at most 64, and begins with a letter or digit',
  'write another',
)

/** Changes one's own password: every other session ends, and this one becomes a new one. */
export async function changePassword(
  entrance: Entrance,
  account: string,
  { current, next }: { readonly current: string; readonly next: string },
  coming: Coming,
): Promise<LetIn | Trouble> {
  const over = await tooMany(entrance, account, coming)
  if (over) return over
  const kept = await entrance.accounts.account(account)
  if (!(await entrance.passwords.verify(kept?.password, current.slice(0, passwordCharsMax + 1))))
    return refuse(entrance, { account, disabled: false }, coming)
  entrance.attempts.forget(`account ${account}`)
  const problem = current === next ? 'it is the one you have' : passwordProblem(next, account)
  if (problem !== undefined) return trouble(problem, 'choose another: a few words that nobody would guess')
  const password = await entrance.passwords.hash(next)
  const before = [{ kind: 'set-password', account, password, temporary: false }] as const
  return open(entrance, account, { how: 'new-password', coming, before })
}

/** Ends one session, by its hash, or all of an account's. */
export async function signOut(
  entrance: Entrance,
  { account, session }: { readonly account: string; readonly session: string | undefined },
): Promise<{ readonly kind: 'signed-out' }> {
  const all = session === undefined
  const change: AccountChange = all
    ? { kind: 'end-sessions', account }
    : { kind: 'end-session', hash: session }
  const event = { type: 'session.ended', account, all } as const
  await entrance.accounts.change([change], factOf(entrance, event, account))
  return { kind: 'signed-out' }
}

async function open(
  entrance: Entrance,
  account: string,
  how: {
    readonly how: 'set-up' | 'password' | 'new-password'
    readonly coming: Coming
    readonly before: readonly AccountChange[]
  },
): Promise<LetIn | Trouble> {
  const { from, instead } = how.coming
  const session = secretOf(entrance)
  const now = entrance.driver.clock.now()
  const opening: AccountChange = {
    kind: 'open-session',
    account,
    hash: secretHash('session', session),
    at: now,
    ended: now - sessionMaxMs,
    ...(instead === undefined ? {} : { instead }),
  }
  const event = { type: 'session.opened', account, how: how.how, from } as const
  const changed = await entrance.accounts.change(
    [...how.before, opening],
    factOf(entrance, event, account, 'proven'),
  )
  return changed === 'changed' ? { kind: 'let-in', account, session } : notLetIn
}

/** One of the two has been tried too often. */
async function tooMany(
  entrance: Entrance,
  account: string | undefined,
  { from }: Coming,
): Promise<Trouble | undefined> {
  const { attempts, driver } = entrance
  const now = driver.clock.now()
  const taken = [
    attempts.take(`address ${from}`, attemptsMax.address, now),
    ...(account === undefined ? [] : [attempts.take(`account ${account}`, attemptsMax.account, now)]),
  ]
  if (taken.every((each) => each === 'fine')) return undefined
  if (taken.includes('first')) await note(entrance, await known(entrance, account), 'limit', from)
  return { ...trouble('this was tried too often', 'wait a quarter of an hour'), refused: 'too-often' }
}

/** What somebody typed as a name may be their password: only names of accounts are written down. */
const known = async ({ accounts }: Entrance, name: string | undefined): Promise<string | undefined> =>
  name === undefined ? undefined : (await accounts.account(name))?.name

async function refuse(
  entrance: Entrance,
  who: { readonly account?: string; readonly disabled?: boolean },
  { from }: Coming,
): Promise<Trouble> {
  await note(entrance, who.account, who.disabled ? 'disabled' : 'password', from)
  return notLetIn
}

async function refuseSetUp(entrance: Entrance, { from }: Coming): Promise<Trouble> {
  await note(entrance, undefined, 'set-up', from)
  return {
    ...trouble('that link has been used, or is too old', 'start the server again: it prints a new one'),
    refused: true,
  }
}

const notLetIn: Trouble = {
  ...trouble('name or password is wrong', 'try again, or ask whoever administers Kneeboard'),
  refused: true,
}

async function note(
  entrance: Entrance,
  account: string | undefined,
  why: 'set-up' | 'password' | 'disabled' | 'limit',
  from: string,
): Promise<void> {
  const event = { type: 'session.refused', why, from, ...(account === undefined ? {} : { account }) } as const
  await entrance.ledger.note(factOf(entrance, event, account ?? 'nobody'))
}

function factOf(
  { driver }: Pick<Entrance, 'driver'>,
  event: LedgerEvent,
  id: string,
  proven?: 'proven',
): LedgerFact {
  const by: Actor = { kind: 'person', id, via: 'web', ...(proven ? { proven: true } : {}) }
  return { at: driver.clock.now(), by, event }
}

const idOf = ({ driver }: Pick<Entrance, 'driver'>): string =>
  Buffer.from(driver.ids.random(9)).toString('base64url')
