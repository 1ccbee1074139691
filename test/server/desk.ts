import type { App } from '../../src/app/app.ts'
import { asKeeper } from '../../src/app/fetch-library.ts'
import { followLibrary } from '../../src/app/follow-library.ts'
import { DrivenRuns } from '../../src/driver/driven-runs.ts'
import { indexOf } from '../../src/main/index-of.ts'
import { fileSessions } from '../../src/adapters/sessions-file/sessions.ts'
import type { Desk } from '../desk.ts'
import { makeDesk } from '../desk.ts'
import { Metrics } from '../../src/server/metrics.ts'
import type { ServerTerms } from '../../src/server/terms.ts'
import { usualTerms } from './terms.ts'
import { openAppOn } from '../app.ts'
import { openServer } from '../../src/server/server.ts'

/** A server on a library of these files, in this process, with its own records; and what a browser would do. */
export type ServerDesk = {
  readonly url: string
  /** Folder of the library. */
  readonly library: string
  /** As whoever is at this machine has it. */
  readonly app: App
  readonly link: () => string
  /** Asks as a browser that is signed in, from a page of the server. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>
  /** Facts of a run as its stream tells them, from `after` on, until `until` says so. */
  readonly follow: (
    run: string,
    how: { readonly after?: number; readonly until: (fact: StreamedFact) => boolean },
  ) => Promise<readonly StreamedFact[]>
  readonly close: () => Promise<void>
}

export type StreamedFact = {
  readonly seq: number
  readonly event: { readonly type: string } & Record<string, unknown>
}

export const openDesk = (
  files: Readonly<Record<string, string>>,
  terms: Partial<ServerTerms> = {},
): Promise<ServerDesk> => openDeskOn(makeDesk(files), terms)

/** The same on what is there already: the folder may be a bare repository. */
export async function openDeskOn(desk: Desk, terms: Partial<ServerTerms> = {}): Promise<ServerDesk> {
  const opened = await openAppOn(desk)
  if (opened.kind === 'trouble') throw new Error(opened.why)
  const metrics = new Metrics()
  const runs = new DrivenRuns(opened.app.driver)
  runs.observe(metrics.observe)
  const index = indexOf(opened.app)
  const app = { ...opened.app, runs, index }
  const following = followLibrary(asKeeper(app), () => '2026-11-25')
  const server = await openServer({
    app,
    runs,
    look: following.look,
    version: 'test',
    sessions: fileSessions(desk.state),
    pages: undefined,
    terms: { ...usualTerms, ...terms },
    metrics,
  })
  const cookie = await enter(server.link())
  return {
    url: server.url,
    library: desk.folder,
    app,
    link: server.link,
    ask: (method, path, body) => asBrowser(server.url, cookie, { method, path, body }),
    follow: (run, how) => follow(server.url, cookie, run, how),
    close: async () => {
      await following.close()
      await server.close()
      await runs.close()
      await opened.close()
      desk.dispose()
    },
  }
}

/** Goes in by a link, as a browser does; gives the cookie. */
export async function enter(link: string): Promise<string> {
  const response = await fetch(link, { redirect: 'manual' })
  return (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

function asBrowser(
  url: string,
  cookie: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: unknown },
): Promise<Response> {
  const isFile = body instanceof Uint8Array
  return fetch(`${url}${path}`, {
    method,
    headers: {
      cookie,
      origin: url,
      'x-kneeboard': '1',
      ...(body === undefined
        ? {}
        : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
  })
}

async function follow(
  url: string,
  cookie: string,
  run: string,
  { after, until }: Parameters<ServerDesk['follow']>[1],
): Promise<readonly StreamedFact[]> {
  const response = await fetch(`${url}/api/runs/${run}/events`, {
    headers: { cookie, ...(after === undefined ? {} : { 'last-event-id': String(after) }) },
  })
  const facts: StreamedFact[] = []
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true })
    const events = rest.split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data === undefined) continue
      const fact = JSON.parse(data) as StreamedFact
      facts.push(fact)
      // Leaving the loop closes the stream.
      if (until(fact)) return facts
    }
  }
  return facts
}
