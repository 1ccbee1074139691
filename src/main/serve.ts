import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openLog } from '../adapters/log-pino/log.ts'
import { runnerLandings } from '../adapters/runners/landings.ts'
import { RunnerPool } from '../adapters/runners/pool.ts'
import type { ServerConfig } from '../adapters/server-config/schema.ts'
import { fileSessions } from '../adapters/sessions-file/sessions.ts'
import type { App, Trouble } from '../app/app.ts'
import type { Runners } from '../ports/runners.ts'
import { trouble } from '../app/app.ts'
import { asKeeper } from '../app/fetch-library.ts'
import { followLibrary } from '../app/follow-library.ts'
import type { ConfigWords, OpenedApp, Served } from '../cli/world.ts'
import { DrivenRuns } from '../driver/driven-runs.ts'
import type { Log } from '../ports/log.ts'
import type { AgentFace } from '../server/agents.ts'
import { Metrics } from '../server/metrics.ts'
import { logRuns } from '../server/run-log.ts'
import type { ServerOptions } from '../server/server.ts'
import { openServer } from '../server/server.ts'
import type { ServerTerms } from '../server/terms.ts'
import { indexOf } from './index-of.ts'
import { journalApart } from './journal-apart.ts'
import type { Installation } from './open-app.ts'
import { openApp } from './open-app.ts'
import { pruneRegularly } from './prune-regularly.ts'
import { serverConfig } from './server-config.ts'
import { version } from './version.ts'

/** Opens a library for browsers, as the configuration says: for the user who starts it, or for everybody who has an account. */
export async function serve(
  installation: Installation,
  environment: Readonly<Record<string, string | undefined>>,
  words: ConfigWords,
): Promise<Served | Trouble> {
  const found = serverConfig(environment, words)
  if (found.kind === 'trouble') return found
  const { config } = found
  const { library, ref, data } = config
  const opened = await openApp(installation, environment, {
    ...(library === undefined ? {} : { library }),
    ...(ref === undefined ? {} : { ref }),
    ...(data === undefined ? {} : { data }),
    records: 'use',
    promptedSecret: () => undefined,
    openJournal: journalApart(installation),
    terminal: 'none',
    egress: config.egress,
  })
  if (opened.kind === 'trouble') return opened
  const entrance = await entranceOf(opened, config)
  if (entrance.kind === 'trouble') {
    await opened.close()
    return entrance
  }
  const log = openLog({ level: config.log.level, format: formatOf(config), to: process.stdout })
  try {
    const app =
      entrance.accounts && opened.runners ? carriedElsewhere(opened.app, opened.runners) : opened.app
    return await serveApp(installation, app, { config, log, entrance, closeApp: opened.close })
  } catch (error) {
    await opened.close()
    return listenTrouble(error, config)
  }
}

/** Where people sign in the server carries nothing out itself: it holds what runners must not see. */
function carriedElsewhere(app: App, kept: Runners): App {
  const { driver, logs } = app
  const pool = new RunnerPool({ runners: kept, journal: driver.journal, logs, clock: driver.clock })
  return { ...app, driver: { ...driver, executor: pool }, runners: { kept, pool }, landings: runnerLandings }
}

type Entrance = { readonly kind: 'entrance'; readonly accounts?: NonNullable<ServerOptions['accounts']> }

/** Whether people sign in. An installation that has accounts is never served without them. */
async function entranceOf(
  { accounts: desk }: OpenedApp,
  { accounts }: ServerConfig,
): Promise<Entrance | Trouble> {
  if (accounts.enabled && desk) return { kind: 'entrance', accounts: desk }
  return desk && (await desk.accounts.accounts()).length > 0
    ? trouble(
        'this installation has accounts',
        'serve it with them: accounts.enabled, or kneeboard serve --accounts',
      )
    : { kind: 'entrance' }
}

type Serving = {
  readonly config: ServerConfig
  readonly log: Log
  readonly entrance: Entrance
  readonly closeApp: () => Promise<void>
}

async function serveApp(
  installation: Installation,
  opened: App,
  { config, log, entrance, closeApp }: Serving,
): Promise<Served> {
  const metrics = config.metrics.enabled ? new Metrics() : undefined
  const journal = metrics?.timed(opened.driver.journal) ?? opened.driver.journal
  const driver = { ...opened.driver, journal }
  const runs = new DrivenRuns(driver)
  runs.observe(logRuns(log))
  if (metrics) runs.observe(metrics.observe)
  const traces = await tracesOf(config, log)
  if (traces) runs.observe(traces.observe)
  const index = indexOf(opened)
  const app = { ...opened, driver, actor: { ...opened.actor, via: 'web' as const }, runs, index }
  const today = () => new Date(app.driver.clock.now()).toISOString().slice(0, 10)
  const following = followLibrary(asKeeper(app), today)
  const server = await openServer({
    app,
    runs,
    version,
    sessions: fileSessions(app.dataFolder),
    pages: pagesOf(installation),
    look: following.look,
    terms: termsOf(config, log),
    agents: agentFace,
    ...(entrance.accounts ? { accounts: entrance.accounts } : {}),
    ...(metrics ? { metrics } : {}),
  }).catch(async (error: unknown) => {
    await following.close()
    throw error
  })
  const takenUp = await runs.takeUp()
  log.info({ version, url: server.url, library: app.library.root, data: app.dataFolder, takenUp }, 'serving')
  // The first page asks for it in a moment; what goes wrong here is told there.
  void index.refresh(today()).catch(() => undefined)
  const stopPruning = pruningOf(app, config, log)
  const setUpLink = await server.setUpLink()
  return {
    kind: 'served',
    link: server.link(),
    gate: entrance.accounts ? 'accounts' : 'single-user',
    ...(setUpLink === undefined ? {} : { setUpLink }),
    async close() {
      log.info({}, 'stopping')
      stopPruning()
      app.runners?.pool.rest()
      await following.close()
      const outcome = await server.close()
      // Runs are given back with their commands going; the next server (or `kneeboard resume`) finds them.
      await runs.close()
      await traces?.close()
      await closeApp()
      log.info({ answers: outcome }, 'stopped')
      await log.flush()
      return outcome
    },
  }
}

/** Loaded when the first agent comes. */
const agentFace: AgentFace = async (app, asked) =>
  (await import('../mcp/http.ts')).answerAgent(app, version, asked)

/** Loaded only where something is to be sent. */
async function tracesOf({ telemetry }: ServerConfig, log: Log) {
  const { endpoint, headers, serviceName } = telemetry
  if (endpoint === undefined) return undefined
  const { TraceExporter } = await import('../adapters/otlp/exporter.ts')
  return new TraceExporter({ endpoint, headers, serviceName, version, log })
}

function termsOf({ listen, publicUrl, sessions, limits, shutdown }: ServerConfig, log: Log): ServerTerms {
  return {
    ...listen,
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl) }),
    sessionMs: sessions.lifetime,
    streams: { all: limits.streams, perSession: limits.streamsPerSession },
    shutdown: { delayMs: shutdown.delay, graceMs: shutdown.grace },
    log,
  }
}

function pruningOf(app: App, { retention }: ServerConfig, log: Log): () => void {
  const { olderThan, keepFailed, every } = retention
  if (olderThan === undefined) return () => undefined
  const failed = keepFailed ? 'keep' : 'delete'
  return pruneRegularly(app, { olderThanMs: olderThan, failed, everyMs: every }, log)
}

/** People at a terminal read text; whatever collects lines reads JSON. */
const formatOf = ({ log }: ServerConfig): 'json' | 'text' =>
  log.format === 'auto' ? (process.stdout.isTTY ? 'text' : 'json') : log.format

function listenTrouble(error: unknown, { listen: { host, port } }: ServerConfig): Trouble {
  switch (error instanceof Error && 'code' in error ? error.code : '') {
    case 'EADDRINUSE':
      return trouble(
        `port ${port} is in use`,
        'name another (listen.port, --port), or 0 for any that is free',
      )
    case 'EACCES':
      return trouble(`this user may not listen on port ${port}`, 'name one above 1023 (listen.port, --port)')
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return trouble(`${host} is no address of this machine`, 'correct listen.host')
    default:
      throw error
  }
}

function pagesOf({ pages }: Installation): string | undefined {
  const folder = fileURLToPath(pages)
  return existsSync(folder) ? folder : undefined
}
