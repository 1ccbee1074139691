import { parseAccountName } from '../access/account-name.ts'
import { adminsOf } from '../access/admins.ts'
import type { Grant, GrantedOn, GrantedTo } from '../access/grant.ts'
import { folderName, grantWords } from '../access/grant.ts'
import type { KeptGrant } from '../ports/accounts.ts'
import { changeAccounts, deskOf } from './accounts-desk.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { lastAdmin } from './manage-accounts.ts'
import { badName } from './sign-in.ts'

/** Every grant, in the order they were given. */
export async function listGrants(
  app: App,
): Promise<{ readonly kind: 'grants'; readonly grants: readonly KeptGrant[] } | Trouble> {
  const no = await authorise(app, 'manage-grants')
  if (no) return no
  const desk = deskOf(app)
  return desk.kind === 'trouble' ? desk : { kind: 'grants', grants: await desk.accounts.grants() }
}

/** Makes somebody something on a part of the library. */
export async function giveGrant(
  app: App,
  written: Grant,
): Promise<{ readonly kind: 'given'; readonly id: string } | Trouble> {
  const no = await authorise(app, 'manage-grants')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const [to, on] = [toOf(written.to), onOf(written.on)]
  if (!to) return badName
  if (!on) return trouble('that is no folder or tag', 'write a folder below the library, as in payments/db')
  if (to.kind === 'account' && !(await desk.accounts.account(to.account)))
    return trouble(`there is no account ${to.account}`, 'make it first')
  const grant: Grant = { to, role: written.role, on }
  const id = Buffer.from(app.driver.ids.random(9)).toString('base64url')
  const says = grantWords(grant)
  const changed = await changeAccounts(app, desk, [{ kind: 'grant', id, grant }], {
    type: 'grant.given',
    grant: id,
    says,
  })
  return changed === 'changed' ? { kind: 'given', id } : trouble(`${says} already`, 'nothing to do')
}

/** Takes a grant back; it holds for nothing that is asked from now on. */
export async function endGrant(app: App, id: string): Promise<{ readonly kind: 'ended' } | Trouble> {
  const no = await authorise(app, 'manage-grants')
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const grants = await desk.accounts.grants()
  const found = grants.find((each) => each.id === id)
  if (!found) return trouble('there is no such grant', 'look at the list')
  const left = grants.flatMap(({ id: other, grant }) => (other === id ? [] : [grant]))
  if (adminsOf(await desk.accounts.accounts(), left).length === 0) return lastAdmin
  const changed = await changeAccounts(app, desk, [{ kind: 'revoke', id }], {
    type: 'grant.ended',
    grant: id,
    says: grantWords(found.grant),
  })
  return changed === 'changed' ? { kind: 'ended' } : trouble('there is no such grant', 'look at the list')
}

function toOf(to: GrantedTo): GrantedTo | undefined {
  if (to.kind === 'everyone') return to
  const name = parseAccountName(to.kind === 'account' ? to.account : to.group)
  if (!name) return undefined
  return to.kind === 'account' ? { kind: 'account', account: name } : { kind: 'group', group: name }
}

function onOf(on: GrantedOn): GrantedOn | undefined {
  if (on.kind === 'everything') return on
  if (on.kind === 'tag') return on.tag.trim() === '' ? undefined : { kind: 'tag', tag: on.tag.trim() }
  const folder = folderName(on.folder)
  return folder === undefined ? undefined : { kind: 'folder', folder }
}
