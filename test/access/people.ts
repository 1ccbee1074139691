import { RunnerPool } from '../../src/adapters/runners/pool.ts'
import { fileSessions } from '../../src/adapters/sessions-file/sessions.ts'
import { ledgerEntries } from '../../src/app/read-ledger.ts'
import type { App } from '../../src/app/app.ts'
import { DrivenRuns } from '../../src/driver/driven-runs.ts'
import type { LedgerFact } from '../../src/ledger/ledger-event.ts'
import { openLedger } from '../../src/ledger/ledger-entry.ts'
import { indexOf } from '../../src/main/index-of.ts'
import { usualTerms } from '../server/terms.ts'
import { openAppOn } from '../app.ts'
import { openServer } from '../../src/server/server.ts'
import { answerAgent } from '../../src/mcp/http.ts'
import { makeDesk } from '../desk.ts'

/** Somebody who asks: with a cookie, a token, or nothing. */
export type Asker = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>

/** A real server with accounts on a library of these files, in this process; time goes only when told. */
export type Place = {
  readonly url: string
  /** As the server's own process sees it: for looking at records. */
  readonly app: App
  readonly setUpToken: () => Promise<string | undefined>
  readonly passes: (ms: number) => void
  readonly nobody: Asker
  readonly withCookie: (cookie: string) => Asker
  readonly withToken: (token: string) => Asker
  /** What the ledger says since it was asked last. */
  readonly news: () => Promise<readonly LedgerFact[]>
  readonly close: () => Promise<void>
}

export const password = 'a long way to the sea'

export async function openPlace(files: Readonly<Record<string, string>>, publicUrl?: string): Promise<Place> {
  const desk = makeDesk(files)
  const opened = await openAppOn(desk)
  if (opened.kind === 'trouble' || !opened.accounts) throw new Error('the place does not open')
  let ahead = 0
  const { driver } = opened.app
  const clock = { ...driver.clock, now: () => driver.clock.now() + ahead }
  const moved = { ...opened.app, driver: { ...driver, clock } }
  const runs = new DrivenRuns(moved.driver)
  const { runners } = opened
  if (!runners) throw new Error('there are no runners')
  const pool = new RunnerPool({ runners, journal: driver.journal, logs: moved.logs, clock })
  // Commands are carried out by this process after all: which runner would do it is not what is looked at here.
  await runners.changeRunners(
    { kind: 'bind-folder', binding: { folder: '', label: 'here', directory: desk.folder } },
    {
      at: clock.now(),
      by: moved.actor,
      event: { type: 'folder.bound', folder: '', label: 'here', directory: desk.folder },
    },
  )
  const app = { ...moved, runs, index: indexOf(moved), runners: { kept: runners, pool } }
  const server = await openServer({
    app,
    runs,
    version: 'test',
    agents: (asker, asked) => answerAgent(asker, 'test', asked),
    sessions: fileSessions(desk.state),
    accounts: opened.accounts,
    pages: undefined,
    terms: { ...usualTerms, ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl) }) },
  })
  const url = server.url
  const asker =
    (own: Record<string, string>): Asker =>
    (method, path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          'x-kneeboard': '1',
          ...own,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
  let told = (await app.ledger.tip()).seq
  return {
    url,
    app,
    setUpToken: async () => (await server.setUpLink())?.split('#')[1],
    passes: (ms) => {
      ahead += ms
    },
    nobody: asker({}),
    withCookie: (cookie) => asker({ cookie, origin: url }),
    withToken: (token) => asker({ authorization: `Bearer ${token}` }),
    async news() {
      const entries = await ledgerEntries(app.ledger, told)
      told = entries.at(-1)?.seq ?? told
      return entries.flatMap(({ bytes }) => {
        const read = openLedger(bytes)
        return read.kind === 'fact' ? [read.fact] : []
      })
    },
    close: async () => {
      await server.close()
      await runs.close()
      pool.rest()
      await opened.close()
      desk.dispose()
    },
  }
}

/** The cookie an answer sets, as a browser sends it back. */
export const cookieOf = (response: Response): string =>
  (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''

/** Sets the installation up; gives the first admin, `root`. */
export async function setUp(place: Place): Promise<Asker> {
  const token = await place.setUpToken()
  const response = await place.nobody('POST', '/api/set-up', { token, name: 'root', password })
  if (response.status !== 200) throw new Error(await response.text())
  return place.withCookie(cookieOf(response))
}

export async function signIn(place: Place, name: string, secret = password): Promise<Response> {
  return place.nobody('POST', '/api/sign-in', { name, password: secret })
}

/** Makes an account with these grants, and signs in; gives the cookie. */
export async function person(
  place: Place,
  admin: Asker,
  name: string,
  grants: readonly { readonly role: string; readonly on?: unknown }[],
): Promise<string> {
  const created = await admin('POST', '/api/accounts', { name, kind: 'person' })
  const { password: once } = (await created.json()) as { password: string }
  for (const { role, on = { kind: 'everything' } } of grants)
    await admin('POST', '/api/grants', { to: { kind: 'account', account: name }, role, on })
  const cookie = cookieOf(await signIn(place, name, once))
  const changed = await place.withCookie(cookie)('POST', '/api/me/password', {
    current: once,
    next: password,
  })
  if (changed.status !== 200) throw new Error(await changed.text())
  return cookieOf(changed)
}
