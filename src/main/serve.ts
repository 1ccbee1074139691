import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileSessions } from '../adapters/sessions-file/sessions.ts'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { OpenedApp, Served, ServeOptions } from '../cli/world.ts'
import { asKeeper } from '../app/fetch-library.ts'
import { followLibrary } from '../app/follow-library.ts'
import { DrivenRuns } from '../driver/driven-runs.ts'
import type { ServerOptions } from '../server/server.ts'
import { openServer } from '../server/server.ts'
import { indexOf } from './index-of.ts'
import { journalApart } from './journal-apart.ts'
import type { Installation } from './open-app.ts'
import { openApp } from './open-app.ts'
import { version } from './version.ts'

/** Opens a library for browsers: for the user who starts it, or for everybody who has an account. */
export async function serve(
  installation: Installation,
  environment: Readonly<Record<string, string | undefined>>,
  { port, accounts, ...options }: ServeOptions,
): Promise<Served | Trouble> {
  const opened = await openApp(installation, environment, {
    ...options,
    records: 'use',
    promptedSecret: () => undefined,
    openJournal: journalApart(installation),
  })
  if (opened.kind === 'trouble') return opened
  const place = await placeOf(opened, accounts)
  if (place.kind === 'trouble') {
    await opened.close()
    return place
  }
  const runs = new DrivenRuns(opened.app.driver)
  const index = indexOf(opened.app)
  const app = { ...opened.app, actor: { ...opened.app.actor, via: 'web' as const }, runs, index }
  const today = () => new Date(app.driver.clock.now()).toISOString().slice(0, 10)
  const following = followLibrary(asKeeper(app), today)
  try {
    const server = await openServer({
      app,
      runs,
      version,
      sessions: fileSessions(app.dataFolder),
      pages: pagesOf(installation),
      look: following.look,
      host: place.host,
      port,
      ...(place.accounts ? { accounts: place.accounts } : {}),
    })
    await runs.takeUp()
    // The first page asks for it in a moment; what goes wrong here is told there.
    void index.refresh(today()).catch(() => undefined)
    const setUpLink = await server.setUpLink()
    return {
      kind: 'served',
      link: server.link(),
      ...(setUpLink === undefined ? {} : { setUpLink }),
      close: async () => {
        await following.close()
        await server.close()
        await runs.close()
        await opened.close()
      },
    }
  } catch (error) {
    await following.close()
    await opened.close()
    if (codeOf(error) === 'EADDRINUSE')
      return trouble(`port ${port} is in use`, 'name another with --port, or 0 for any that is free')
    throw error
  }
}

type Place =
  | { readonly kind: 'place'; readonly host: string; readonly accounts?: ServerOptions['accounts'] }
  | Trouble

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])

/** Where to listen, and whether people sign in there. */
async function placeOf({ accounts: desk }: OpenedApp, asked: ServeOptions['accounts']): Promise<Place> {
  if (!asked || !desk)
    return desk && (await desk.accounts.accounts()).length > 0
      ? trouble('this installation has accounts', 'serve it with them: kneeboard serve --accounts')
      : { kind: 'place', host: '127.0.0.1' }
  const { host } = asked
  const publicUrl = asked.publicUrl === undefined ? undefined : URL.parse(asked.publicUrl)
  if (publicUrl === null || (publicUrl && !/^https?:$/.test(publicUrl.protocol)))
    return trouble(
      `${asked.publicUrl} is not an address of a server`,
      'write it as https://kneeboard.example.org',
    )
  if (!loopback.has(host) && !publicUrl)
    return trouble(
      `browsers elsewhere cannot know what ${host} is called`,
      'say how they reach it: --public-url https://kneeboard.example.org',
    )
  return { kind: 'place', host, accounts: { ...desk, ...(publicUrl ? { publicUrl } : {}) } }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

function pagesOf({ pages }: Installation): string | undefined {
  const folder = fileURLToPath(pages)
  return existsSync(folder) ? folder : undefined
}
