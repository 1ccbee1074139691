import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileSessions } from '../adapters/sessions-file/sessions.ts'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { Served, ServeOptions } from '../cli/world.ts'
import { asKeeper } from '../app/fetch-library.ts'
import { followLibrary } from '../app/follow-library.ts'
import { DrivenRuns } from '../driver/driven-runs.ts'
import { openServer } from '../server/server.ts'
import { indexOf } from './index-of.ts'
import type { Installation } from './open-app.ts'
import { openApp } from './open-app.ts'
import { version } from './version.ts'

/** Opens a library for browsers on this machine: everything is done as the user who starts it. */
export async function serve(
  installation: Installation,
  environment: Readonly<Record<string, string | undefined>>,
  { port, ...options }: ServeOptions,
): Promise<Served | Trouble> {
  const opened = await openApp(installation, environment, {
    ...options,
    records: 'use',
    promptedSecret: () => undefined,
  })
  if (opened.kind === 'trouble') return opened
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
      host: '127.0.0.1',
      port,
    })
    await runs.takeUp()
    // The first page asks for it in a moment; what goes wrong here is told there.
    void index.refresh(today()).catch(() => undefined)
    return {
      kind: 'served',
      link: server.link(),
      close: async () => {
        following.close()
        await server.close()
        await runs.close()
        await opened.close()
      },
    }
  } catch (error) {
    following.close()
    await opened.close()
    if (codeOf(error) === 'EADDRINUSE')
      return trouble(`port ${port} is in use`, 'name another with --port, or 0 for any that is free')
    throw error
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

function pagesOf({ pages }: Installation): string | undefined {
  const folder = fileURLToPath(pages)
  return existsSync(folder) ? folder : undefined
}
