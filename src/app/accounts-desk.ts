import type { LedgerEvent } from '../ledger/ledger-event.ts'
import type { AccountChange, AccountChanged } from '../ports/accounts.ts'
import { hash } from '../hash/sha256.ts'
import type { AccountsDesk, App, Trouble } from './app.ts'
import { trouble } from './app.ts'

/** The desk, or that there is none here. */
export const deskOf = ({ accounts }: App): ({ readonly kind: 'desk' } & AccountsDesk) | Trouble =>
  accounts
    ? { kind: 'desk', ...accounts }
    : trouble('this installation has no accounts', 'start it with them: kneeboard serve --accounts')

/** Makes a change that whoever asks may make, with its entry. */
export const changeAccounts = (
  app: App,
  { accounts }: AccountsDesk,
  changes: readonly AccountChange[],
  event: LedgerEvent,
): Promise<AccountChanged> => accounts.change(changes, { at: app.driver.clock.now(), by: app.actor, event })

/** 256 bits nobody can guess, in 43 characters. */
export const secretOf = ({ driver }: Pick<App, 'driver'>): string =>
  Buffer.from(driver.ids.random(32)).toString('base64url')

/** What a session or a token is kept and found by. */
export const secretHash = (purpose: 'session' | 'token', secret: string): string => hash(purpose, secret)

/** A password for once, to be read out or typed: 100 bits, no two characters of which look alike. */
export function passwordForOnce({ driver }: Pick<App, 'driver'>): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz'
  const all = Array.from(driver.ids.random(20), (byte) => letters[byte % 32])
  return [0, 5, 10, 15].map((from) => all.slice(from, from + 5).join('')).join('-')
}
