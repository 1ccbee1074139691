import { fileURLToPath } from 'node:url'
import type { ResolvedSsh } from '../../run/resolve.ts'
import { commandEnvironment } from '../environment.ts'
import { findProgram } from '../find-program.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import type { SshRequest } from './request.ts'

/**
 * A block on another host: a program of our own that holds the connection, takes it up again when it is lost, and
 * can itself be started again, because the far side knows what became of the effect.
 */
export function launchSsh(action: ResolvedSsh, context: LaunchContext): LaunchResult {
  const made = commandEnvironment(context, { environment: {}, cwd: context.folder })
  if (made.kind === 'refused') return made
  const client = findProgram('ssh', made.environment['PATH'] ?? '')
  if (client === undefined)
    return { kind: 'refused', message: 'ssh is not on the path: install the package openssh-client' }
  const { host, user, port, jump, dialect, source, environment, there, errexit, secrets } = action
  const request: SshRequest = {
    client,
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    jump,
    dialect,
    source,
    environment,
    there,
    errexit,
    secrets: Object.keys(secrets),
    outputMaxBytes: context.outputMaxBytes,
  }
  return {
    kind: 'launch',
    launch: {
      argv: [context.programs.node, fileURLToPath(context.programs.ssh), context.folder],
      files: [{ name: requestFile, text: JSON.stringify(request) }],
      environment: made.environment,
      cwd: context.folder,
      terminal: 'none',
      resumable: { endsWithinMs },
    },
  }
}

/** A command elsewhere is ended over a second connection: that takes longer than a signal. */
const endsWithinMs = 40_000
