import { timingSafeEqual } from 'node:crypto'
import { adminsOf } from '../access/admins.ts'
import { hash } from '../hash/sha256.ts'
import type { AccountsDesk } from './app.ts'

/** Long enough to walk to the browser, too short to be found in a log later. */
const setUpMs = 15 * 60_000

/** The one-time token with which somebody becomes the first admin. It lives in memory: with the server it is gone. */
export class SetUp {
  #token: { readonly hash: string; readonly until: number } | undefined

  /** Only the newest one is good. */
  issue(secret: string, now: number): void {
    this.#token = { hash: hash('set-up', secret), until: now + setUpMs }
  }

  isGood(secret: string, now: number): boolean {
    const token = this.#token
    if (!token || now >= token.until) return false
    return timingSafeEqual(Buffer.from(token.hash), Buffer.from(hash('set-up', secret)))
  }

  /** True for the one that uses it. */
  use(secret: string, now: number): boolean {
    const good = this.isGood(secret, now)
    if (good) this.#token = undefined
    return good
  }
}

/** Whether nobody could give a role to anybody: then the installation is to be set up. */
export const isUngoverned = async ({ accounts }: AccountsDesk): Promise<boolean> =>
  adminsOf(
    await accounts.accounts(),
    (await accounts.grants()).map(({ grant }) => grant),
  ).length === 0
