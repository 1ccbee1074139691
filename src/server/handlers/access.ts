import type { Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import {
  changeGroup,
  createAccount,
  listAccounts,
  resetPassword,
  switchAccount,
} from '../../app/manage-accounts.ts'
import { endGrant, giveGrant, listGrants } from '../../app/manage-grants.ts'
import { createToken, endToken, listTokens } from '../../app/manage-tokens.ts'
import { isUngoverned } from '../../app/set-up.ts'
import { ledgerTip } from '../../app/ledger-tip.ts'
import { readAudit } from '../../app/read-audit.ts'
import type { Coming, LetIn } from '../../app/sign-in.ts'
import { changePassword, setUpInstallation, signIn, signOut } from '../../app/sign-in.ts'
import type { WireToken } from '../../contract/access.ts'
import { printWitness } from '../../ledger/witness.ts'
import type { KeptToken } from '../../ports/accounts.ts'
import type { Handlers, Visit } from '../handler.ts'
import { isTrouble } from '../handler.ts'

/** One page of the audit. */
const entriesMax = 200

const noAccounts = trouble(
  'this installation has no accounts',
  'start it with them: kneeboard serve --accounts',
)
const done = { done: true } as const

export const accessHandlers = {
  entrance: async ({ entrance }) =>
    entrance
      ? { installation: 'accounts', setUp: await isUngoverned(entrance) }
      : { installation: 'single-user', setUp: false },
  setUp: async (visit, { body }) =>
    visit.entrance
      ? letIn(visit, await setUpInstallation(visit.entrance, body, comingOf(visit)))
      : noAccounts,
  signIn: async (visit, { body }) =>
    visit.entrance ? letIn(visit, await signIn(visit.entrance, body, comingOf(visit))) : noAccounts,
  signOut: async ({ entrance, visitor, setCookie }, { body }) => {
    if (!entrance || !visitor) return noAccounts
    const { account, session } = visitor
    if (session === undefined) return onlyPeople
    setCookie(undefined)
    await signOut(entrance, { account, session: body.everywhere ? undefined : session })
    return done
  },
  changePassword: async (visit, { body }) => {
    const { entrance, visitor } = visit
    if (!entrance || !visitor) return noAccounts
    if (visitor.session === undefined) return onlyPeople
    return letIn(visit, await changePassword(entrance, visitor.account, body, comingOf(visit)))
  },
  listAccounts: async ({ app }) => {
    const listed = await listAccounts(app)
    if (isTrouble(listed)) return listed
    return { accounts: listed.accounts.map((each) => ({ ...each, groups: [...each.groups] })) }
  },
  createAccount: async ({ app }, { body }) => shownAccount(await createAccount(app, body)),
  switchAccount: async ({ app }, { params, body }) => doneOr(await switchAccount(app, params.name, body.to)),
  resetPassword: async ({ app }, { params }) => shownAccount(await resetPassword(app, params.name)),
  joinGroup: async ({ app }, { params }) => doneOr(await changeGroup(app, { ...params, to: 'in' })),
  leaveGroup: async ({ app }, { params }) => doneOr(await changeGroup(app, { ...params, to: 'out' })),
  listGrants: async ({ app }) => {
    const listed = await listGrants(app)
    return isTrouble(listed) ? listed : { grants: [...listed.grants] }
  },
  giveGrant: async ({ app }, { body }) => {
    const given = await giveGrant(app, body)
    return isTrouble(given) ? given : { id: given.id }
  },
  endGrant: async ({ app }, { params }) => doneOr(await endGrant(app, params.id)),
  listTokens: async ({ app }, { query }) => {
    const listed = await listTokens(app, query.account)
    return isTrouble(listed) ? listed : { tokens: listed.tokens.map(wireToken) }
  },
  createToken: async ({ app }, { body }) => {
    const created = await createToken(app, body)
    return isTrouble(created) ? created : { token: created.token, kept: wireToken(created.kept) }
  },
  endToken: async ({ app }, { params, query }) =>
    doneOr(await endToken(app, { id: params.id, account: query.account })),
  readAudit: async ({ app }, { query: { before, limit, type, by, q } }) => {
    const page = await readAudit(app, {
      limit: Math.min(limit ?? entriesMax, entriesMax),
      ...(before === undefined ? {} : { before }),
      ...(type === undefined ? {} : { type }),
      ...(by === undefined ? {} : { by }),
      ...(q === undefined ? {} : { text: q }),
    })
    if (isTrouble(page)) return page
    const { entries, next } = page
    return { entries: [...entries], ...(next === undefined ? {} : { next }) }
  },
  ledgerTip: async ({ app }) => {
    const tip = await ledgerTip(app)
    return isTrouble(tip) ? tip : { seq: tip.line.seq, line: printWitness(tip.line) }
  },
} satisfies Partial<Handlers>

const onlyPeople: Trouble = {
  ...trouble('a token is not signed in', 'sign in with name and password'),
  refused: true,
}

const comingOf = ({ from, visitor }: Visit): Coming => ({
  from,
  ...(visitor?.session === undefined ? {} : { instead: visitor.session }),
})

function letIn({ setCookie }: Visit, came: LetIn | Trouble): { account: string } | Trouble {
  if (isTrouble(came)) return came
  setCookie(came.session)
  return { account: came.account }
}

const doneOr = (answer: { readonly kind: string } | Trouble): typeof done | Trouble =>
  isTrouble(answer) ? answer : done

const shownAccount = (
  created: { readonly kind: 'created'; readonly name: string; readonly password?: string } | Trouble,
): { name: string; password?: string } | Trouble => {
  if (isTrouble(created)) return created
  const { name, password } = created
  return { name, ...(password === undefined ? {} : { password }) }
}

const wireToken = ({ scope: { verbs, folders }, ...token }: KeptToken): WireToken => ({
  ...token,
  scope: {
    ...(verbs ? { verbs: [...verbs] } : {}),
    ...(folders ? { folders: [...folders] } : {}),
  },
})
