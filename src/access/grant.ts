import type { Role } from './role.ts'

/** Who is granted a role: an account, a group of them, or every person who has one. */
export type GrantedTo =
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'everyone' }

/** What a role is granted on: runbooks and the runs of them; the installation itself is only in `everything`. */
export type GrantedOn =
  | { readonly kind: 'everything' }
  /** All below it; relative to the library, with `/`, without one at either end. */
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'tag'; readonly tag: string }

/** Somebody is something on a part of the library. Without a grant nobody may do anything. */
export type Grant = { readonly to: GrantedTo; readonly role: Role; readonly on: GrantedOn }

/** `payments/db` for what was written as `/payments//db/`; undefined for what names no folder below the library. */
export function folderName(written: string): string | undefined {
  const parts = written.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? undefined : parts.join('/')
}

/** Whether a path lies below a folder, at any depth. */
export const isBelow = (folder: string, path: string): boolean => path.startsWith(`${folder}/`)

/** As a grant says it: for lists and the ledger. */
export function grantWords({ to, role, on }: Grant): string {
  const who = to.kind === 'account' ? to.account : to.kind === 'group' ? `group ${to.group}` : 'everyone'
  const where =
    on.kind === 'everything' ? 'everything' : on.kind === 'folder' ? `${on.folder}/` : `#${on.tag}`
  return `${who} is ${role} on ${where}`
}
