import type { Grant } from '../access/grant.ts'
import type { TokenScope } from '../access/principal.ts'
import type { LedgerFact } from '../ledger/ledger-event.ts'

/** An account as others may know it. */
export type Account = {
  readonly name: string
  /** A service signs in with tokens alone, and has no password. */
  readonly kind: 'person' | 'service'
  readonly disabled: boolean
  /** Somebody else knows the password: until it is changed the account may do nothing. */
  readonly temporary: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export type KeptGrant = { readonly id: string; readonly grant: Grant }

/** A token as its owner sees it again: never itself, nor what it could be found by. */
export type KeptToken = {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly scope: TokenScope
  readonly createdAt: number
  readonly expiresAt: number
}

/** Whoever a session or a token stands for, with all that decides what they may do. */
export type SignedIn = {
  readonly account: Account
  readonly groups: readonly string[]
  /** Those to the account, to its groups, and to everyone. */
  readonly grants: readonly Grant[]
}

/** Hashes are SHA-256 of 256 random bits: what is kept lets nobody in. */
export type AccountChange =
  | { readonly kind: 'create'; readonly account: Account; readonly password?: string }
  /** Every session of the account ends. */
  | {
      readonly kind: 'set-password'
      readonly account: string
      readonly password: string
      readonly temporary: boolean
    }
  /** Its sessions and tokens are gone. */
  | { readonly kind: 'disable'; readonly account: string }
  | { readonly kind: 'enable'; readonly account: string }
  /** `instead`: the session that came with the request, which ends; with it go all that were opened before `ended`. */
  | {
      readonly kind: 'open-session'
      readonly account: string
      readonly hash: string
      readonly at: number
      readonly ended: number
      readonly instead?: string
    }
  | { readonly kind: 'end-session'; readonly hash: string }
  | { readonly kind: 'end-sessions'; readonly account: string }
  | { readonly kind: 'join'; readonly group: string; readonly account: string }
  | { readonly kind: 'leave'; readonly group: string; readonly account: string }
  | { readonly kind: 'grant'; readonly id: string; readonly grant: Grant }
  | { readonly kind: 'revoke'; readonly id: string }
  | { readonly kind: 'create-token'; readonly token: KeptToken; readonly hash: string }
  | { readonly kind: 'end-token'; readonly id: string; readonly account: string }

/** `there-already` and `absent` changed nothing, and noted nothing. */
export type AccountChanged = 'changed' | 'there-already' | 'absent'

/**
 * Who may sign in, and what they are. A change and its entry in the ledger are one transaction: there is neither
 * without the other. Every call resolves only after it is durable.
 */
export interface Accounts {
  /** All changes are made, or none, with the one entry. */
  change(changes: readonly AccountChange[], fact: LedgerFact): Promise<AccountChanged>
  accounts(): Promise<readonly (Account & { readonly groups: readonly string[] })[]>
  /** With the hash of its password; undefined when there is no such account. */
  account(name: string): Promise<(Account & { readonly password?: string }) | undefined>
  grants(): Promise<readonly KeptGrant[]>
  tokens(account: string): Promise<readonly KeptToken[]>
  /** Undefined when there is no such session, or its account is disabled. */
  bySession(
    hash: string,
  ): Promise<(SignedIn & { readonly openedAt: number; readonly seenAt: number }) | undefined>
  byToken(hash: string): Promise<(SignedIn & { readonly token: KeptToken }) | undefined>
  /** Somebody came with this session; noted nowhere else. */
  seen(hash: string, at: number): Promise<void>
}
