import { folderName } from '../access/grant.ts'
import type { TokenScope } from '../access/principal.ts'
import type { KeptToken } from '../ports/accounts.ts'
import { changeAccounts, deskOf, secretHash, secretOf } from './accounts-desk.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { tokenPrefix } from './who-comes.ts'

/** Nobody remembers a token for longer than a year. */
export const tokenDaysMax = 366

export type TokenRequest = {
  /** What it is for: so that it is known again in the list and in records. */
  readonly name: string
  readonly days: number
  readonly scope: TokenScope
  /** A service's, given by whoever manages accounts; absent: one's own. */
  readonly account?: string
}

/** The token itself is in here and nowhere else, once. */
export type CreatedToken = { readonly kind: 'created'; readonly token: string; readonly kept: KeptToken }

/** Makes a token that acts for an account, with no more than the account may and no more than its scope. */
export async function createToken(app: App, request: TokenRequest): Promise<CreatedToken | Trouble> {
  const no = await mayManage(app, request.account)
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const wrong = problemOf(request)
  if (wrong) return wrong
  const now = app.driver.clock.now()
  const account = request.account ?? app.actor.id
  const owner = await desk.accounts.account(account)
  if (!owner || (request.account !== undefined && owner.kind !== 'service'))
    return trouble(`${account} is no service`, 'a person makes their own tokens')
  const kept: KeptToken = {
    id: Buffer.from(app.driver.ids.random(9)).toString('base64url'),
    account,
    name: request.name.trim(),
    scope: scopeOf(request.scope),
    createdAt: now,
    expiresAt: now + request.days * 86_400_000,
  }
  const token = `${tokenPrefix}${secretOf(app)}`
  const { verbs, folders } = kept.scope
  const changed = await changeAccounts(
    app,
    desk,
    [{ kind: 'create-token', token: kept, hash: secretHash('token', token) }],
    {
      type: 'token.created',
      token: kept.id,
      account,
      name: kept.name,
      expiresAt: kept.expiresAt,
      ...(verbs ? { verbs: [...verbs] } : {}),
      ...(folders ? { folders: [...folders] } : {}),
    },
  )
  return changed === 'changed'
    ? { kind: 'created', token, kept }
    : trouble(`${account} is disabled`, 'enable it')
}

/** One's own tokens, or a service's. */
export async function listTokens(
  app: App,
  account: string | undefined,
): Promise<{ readonly kind: 'tokens'; readonly tokens: readonly KeptToken[] } | Trouble> {
  const no = await mayManage(app, account)
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  return { kind: 'tokens', tokens: await desk.accounts.tokens(account ?? app.actor.id) }
}

/** Ends a token; whoever manages accounts may end anybody's. */
export async function endToken(
  app: App,
  { id, account }: { readonly id: string; readonly account: string | undefined },
): Promise<{ readonly kind: 'ended' } | Trouble> {
  const no = await mayManage(app, account)
  if (no) return no
  const desk = deskOf(app)
  if (desk.kind === 'trouble') return desk
  const owner = account ?? app.actor.id
  const changed = await changeAccounts(app, desk, [{ kind: 'end-token', id, account: owner }], {
    type: 'token.ended',
    token: id,
    account: owner,
  })
  return changed === 'changed' ? { kind: 'ended' } : trouble('there is no such token', 'look at the list')
}

/** Another account's are for whoever manages accounts. */
const mayManage = (app: App, account: string | undefined): Promise<Trouble | undefined> =>
  account === undefined || account === app.actor.id
    ? authorise(app, 'own-tokens')
    : authorise(app, 'manage-accounts')

function problemOf({ name, days, scope }: TokenRequest): Trouble | undefined {
  if (name.trim() === '' || name.length > 100)
    return trouble('a token has a name of at most 100 characters', 'say what it is for')
  if (!Number.isInteger(days) || days < 1 || days > tokenDaysMax)
    return trouble(`a token is good for 1 to ${tokenDaysMax} days`, 'give a number of days')
  if (scope.verbs?.length === 0)
    return trouble('the token could do nothing', 'name a verb, or leave them out')
  return scope.folders?.every((folder) => folderName(folder) !== undefined) === false ||
    scope.folders?.length === 0
    ? trouble('that is no folder of the library', 'write folders as in payments/db, or leave them out')
    : undefined
}

const scopeOf = ({ verbs, folders }: TokenScope): TokenScope => ({
  ...(verbs ? { verbs: [...new Set(verbs)] } : {}),
  ...(folders ? { folders: folders.flatMap((folder) => folderName(folder) ?? []) } : {}),
})
