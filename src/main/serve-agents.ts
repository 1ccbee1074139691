import type { Trouble } from '../app/app.ts'
import type { AppOptions } from '../cli/world.ts'
import { serveStdio } from '../mcp/server.ts'
import { indexOf } from './index-of.ts'
import { journalApart } from './journal-apart.ts'
import type { Installation } from './open-app.ts'
import { openApp } from './open-app.ts'
import { version } from './version.ts'

/** Lets an agent look at a library and its runs, over standard input and output, on behalf of who started it. */
export async function serveAgents(
  installation: Installation,
  environment: Readonly<Record<string, string | undefined>>,
  options: Pick<AppOptions, 'library' | 'ref' | 'data'>,
): Promise<{ readonly kind: 'ended' } | Trouble> {
  const opened = await openApp(installation, environment, {
    ...options,
    records: 'use',
    promptedSecret: () => undefined,
    openJournal: journalApart(installation),
    terminal: 'none',
  })
  if (opened.kind === 'trouble') return opened
  const { app } = opened
  const actor = { kind: 'agent', id: `agent of ${app.actor.id}`, via: 'mcp' } as const
  await serveStdio({ ...app, actor, index: indexOf({ ...app, actor }) }, version)
  await opened.close()
  return { kind: 'ended' }
}
