import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { systemClock } from '../adapters/clock/clock.ts'
import { openConnections } from '../adapters/connections/connections.ts'
import { openDestinations } from '../adapters/destinations/destinations.ts'
import { dataFolderPath } from '../adapters/data-folder/data-folder.ts'
import { privateFile, readOwnFile } from '../adapters/own-file.ts'
import { openRunnerState } from '../adapters/runner-state/runner-state.ts'
import { makeSecrets } from '../adapters/secrets/secrets.ts'
import { makeExecutor } from '../adapters/supervisor/executor.ts'
import { readPlace } from '../adapters/supervisor/place.ts'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { RunnerOptions, WorkingRunner } from '../cli/world.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import { hash } from '../hash/sha256.ts'
import { parseRunId } from '../run/id.ts'
import { Hands } from '../runner/hands.ts'
import { httpLink } from '../runner/http-link.ts'
import { linkLogs } from '../runner/link-logs.ts'
import { Notes } from '../runner/notes.ts'
import { Runner } from '../runner/runner.ts'
import { makeMasker } from '../sink/mask.ts'
import type { Environment } from './opened-library.ts'
import type { Installation } from './open-app.ts'
import { version } from './version.ts'

/** Begins to carry out what a server orders, on this host and as this user. */
export async function runRunner(
  { programs }: Pick<Installation, 'programs'>,
  environment: Environment,
  { server, token, state, tell }: RunnerOptions,
): Promise<WorkingRunner | Trouble> {
  const secret = tokenOf(token)
  if (secret.kind === 'trouble') return secret
  const place = readPlace()
  const home = environment['HOME'] ?? homedir()
  const path =
    state === undefined
      ? dataFolderPath(hash('runner', server.origin), environment['XDG_STATE_HOME'], home)
      : resolve(state)
  const opened = await openRunnerState(path, place)
  if (opened.kind === 'refused') return trouble(opened.why, opened.remedy)
  const clock = systemClock()
  const link = httpLink(server, secret.text)
  const secrets = makeSecrets({ environment, prompts: { get: () => undefined }, directory: home })
  const executor = makeExecutor({
    attemptsFolder: opened.attempts,
    logs: linkLogs(link, clock),
    maskFactory: makeMasker,
    baseEnvironment: cleanEnvironment(withoutToken(environment), []),
    directory: home,
    place,
    programs,
    connections: openConnections({ environment, home, secrets }),
    destinations: openDestinations({ environment, secrets }),
    terminal: 'none',
  })
  const notes = new Notes(opened.notes)
  const runner = new Runner({
    link,
    hands: new Hands(executor, notes),
    clock,
    hello: () => ({
      identity: opened.identity,
      startedOn: `${userInfo().username}@${place.host.split(':')[0] ?? ''}`,
      version,
      runs: notes.runs(),
    }),
    async endRun(written) {
      const run = parseRunId(written)
      if (!run) return
      await executor.endRun(run, endGraceMs)
      notes.forgetRun(run)
    },
    tell,
  })
  return {
    kind: 'working',
    ended: runner.work().finally(() => opened.close()),
    drain: () => runner.drain(),
  }
}

/** Between TERM and KILL, for what a run that is over left running. */
const endGraceMs = 2_000

/** No command is to see what lets a runner in. */
const withoutToken = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'KNEEBOARD_RUNNER_TOKEN'))

function tokenOf(token: RunnerOptions['token']): { readonly kind: 'text'; readonly text: string } | Trouble {
  const read =
    'file' in token
      ? readOwnFile(resolve(token.file), privateFile)
      : { kind: 'text' as const, text: token.text }
  if (read.kind === 'refused') return trouble(read.why, read.remedy)
  const text = read.kind === 'text' ? read.text.trim() : ''
  return /^kbr_[\w-]{43}$/.test(text)
    ? { kind: 'text', text }
    : trouble(
        "that is not a runner's token",
        'whoever makes the runner gets one: give it with --token-file, or in $KNEEBOARD_RUNNER_TOKEN',
      )
}
