import { parseAccountName } from '../access/account-name.ts'
import { adminsOf } from '../access/admins.ts'
import type { Account } from '../ports/accounts.ts'
import { changeAccounts, deskOf, passwordForOnce } from './accounts-desk.ts'
import type { AccountsDesk, App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { badName } from './sign-in.ts'

export type ListedAccount = Account & { readonly groups: readonly string[] }

/** Every account with the groups it is in. */
export async function listAccounts(
  app: App,
): Promise<{ readonly kind: 'accounts'; readonly accounts: readonly ListedAccount[] } | Trouble> {
  const no = await authorise(app, 'manage-accounts')
  if (no) return no
  const desk = deskOf(app)
  return desk.kind === 'trouble' ? desk : { kind: 'accounts', accounts: await desk.accounts.accounts() }
}

/** `password` is good for signing in and choosing another; it is shown once. A service has none: it gets tokens. */
export type CreatedAccount = { readonly kind: 'created'; readonly name: string; readonly password?: string }

/** Makes an account, which may do nothing yet. */
export async function createAccount(
  app: App,
  request: { readonly name: string; readonly kind: 'person' | 'service' },
): Promise<CreatedAccount | Trouble> {
  const no = await authorise(app, 'manage-accounts')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const name = parseAccountName(request.name)
  if (!name) return badName
  const { kind } = request
  const password = kind === 'person' ? passwordForOnce(app) : undefined
  const account = {
    name,
    kind,
    disabled: false,
    temporary: password !== undefined,
    createdAt: app.driver.clock.now(),
  }
  const hashed = password === undefined ? {} : { password: await desk.passwords.hash(password) }
  const changed = await changeAccounts(app, desk, [{ kind: 'create', account, ...hashed }], {
    type: 'account.created',
    account: name,
    kind,
  })
  if (changed !== 'changed') return trouble(`${name} is there already`, 'choose another name')
  return { kind: 'created', name, ...(password === undefined ? {} : { password }) }
}

/** Ends an account's sessions and tokens at once, or lets its person sign in again. Nothing of it is deleted: records name it. */
export async function switchAccount(
  app: App,
  name: string,
  to: 'disabled' | 'enabled',
): Promise<{ readonly kind: 'switched' } | Trouble> {
  const no = await authorise(app, 'manage-accounts')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const lonely = to === 'disabled' ? await wouldBeUngoverned(desk, { without: name }) : undefined
  if (lonely) return lonely
  const changed = await changeAccounts(
    app,
    desk,
    [{ kind: to === 'disabled' ? 'disable' : 'enable', account: name }],
    { type: `account.${to}`, account: name },
  )
  return changed === 'changed'
    ? { kind: 'switched' }
    : trouble(`${name} is not there, or ${to} already`, 'look at the list')
}

/** Gives an account a password for once; its sessions end. */
export async function resetPassword(app: App, name: string): Promise<CreatedAccount | Trouble> {
  const no = await authorise(app, 'manage-accounts')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const password = passwordForOnce(app)
  const hashed = await desk.passwords.hash(password)
  const changed = await changeAccounts(
    app,
    desk,
    [{ kind: 'set-password', account: name, password: hashed, temporary: true }],
    { type: 'password.reset', account: name },
  )
  return changed === 'changed'
    ? { kind: 'created', name, password }
    : trouble(`${name} is nobody who has a password`, 'look at the list')
}

/** Puts an account into a group, or takes it out. */
export async function changeGroup(
  app: App,
  {
    group: written,
    account,
    to,
  }: { readonly group: string; readonly account: string; readonly to: 'in' | 'out' },
): Promise<{ readonly kind: 'changed' } | Trouble> {
  const no = await authorise(app, 'manage-accounts')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const group = parseAccountName(written)
  if (!group) return badName
  const lonely = to === 'out' ? await wouldBeUngoverned(desk, { without: account, group }) : undefined
  if (lonely) return lonely
  const changed = await changeAccounts(
    app,
    desk,
    [{ kind: to === 'in' ? 'join' : 'leave', group, account }],
    {
      type: to === 'in' ? 'group.joined' : 'group.left',
      group,
      account,
    },
  )
  return changed === 'changed'
    ? { kind: 'changed' }
    : trouble(`${account} is not there, or ${to} already`, 'look at the list')
}

/** There is always somebody who can give roles. */
async function wouldBeUngoverned(
  { accounts }: AccountsDesk,
  { without, group }: { readonly without: string; readonly group?: string },
): Promise<Trouble | undefined> {
  const all = await accounts.accounts()
  const then = all.map((each) => {
    if (each.name !== without) return each
    return group === undefined
      ? { ...each, disabled: true }
      : { ...each, groups: each.groups.filter((other) => other !== group) }
  })
  const grants = (await accounts.grants()).map(({ grant }) => grant)
  return adminsOf(then, grants).length > 0 ? undefined : lastAdmin
}

export const lastAdmin = trouble(
  'then nobody would administer the installation any more',
  'make somebody else an admin of everything first',
)
