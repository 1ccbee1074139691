import { execFile } from 'node:child_process'
import { findProgram } from '../../executors/find-program.ts'
import { clientArguments } from '../../executors/ssh/request.ts'
import type { FarAddress, Landing } from '../../ports/landing.ts'

/**
 * Where a block on another host lands: what the operator's own configuration of the client makes of the address
 * (`ssh -G`, which connects to nothing). Without an answer, the address as it stands.
 */
export async function sshLanding(
  address: FarAddress,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Landing> {
  const { host, user, jump, there } = address
  const settings = await settingsOf(address, environment)
  const name = settings.get('hostname')
  const port = settings.get('port')
  const known = [name === host ? undefined : name, port === '22' ? undefined : port]
    .filter((part) => part !== undefined)
    .join(':')
  const through = jump.length > 0 ? jump.join(',') : settings.get('proxyjump')
  return {
    host: known === '' ? host : `${host} (${known})`,
    user: user ?? settings.get('user') ?? 'the user ssh chooses',
    directory: there === '' ? '~' : there,
    ...(through === undefined || through === 'none' ? {} : { through }),
  }
}

/** Longer than any configuration takes to be read; one that asks a network gets no more. */
const timeoutMs = 3_000

function settingsOf(
  address: FarAddress,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, string>> {
  const client = findProgram('ssh', environment['PATH'] ?? '')
  if (client === undefined) return Promise.resolve(new Map())
  return new Promise((resolve) => {
    execFile(
      client,
      ['-G', ...clientArguments(address)],
      { env: environment, timeout: timeoutMs, maxBuffer: 2 ** 20 },
      (error, stdout) => resolve(error ? new Map() : pairsIn(stdout)),
    ).stdin?.end()
  })
}

const pairsIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(' ')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
