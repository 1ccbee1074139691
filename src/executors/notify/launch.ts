import { fileURLToPath } from 'node:url'
import type { ResolvedNotify } from '../../run/resolve.ts'
import { commandEnvironment } from '../environment.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import { destinationVariable, secretsOf } from './destination.ts'
import type { NotifyRequest } from './request.ts'

/** A notification: a program of our own, so that it ends, outlives us and is logged like any command. */
export async function launchNotify(action: ResolvedNotify, context: LaunchContext): Promise<LaunchResult> {
  const found = await context.destinations.find(action.to)
  if (found.kind === 'refused') return found
  const { destination } = found
  const made = commandEnvironment(context, {
    environment: { [destinationVariable]: JSON.stringify(destination) },
    cwd: context.folder,
  })
  if (made.kind === 'refused') return made
  const { to, title, message, severity } = action
  const request: NotifyRequest = {
    to,
    message,
    severity,
    ...(title === undefined ? {} : { title }),
    ...(context.egress ? { egress: context.egress } : {}),
  }
  return {
    kind: 'launch',
    launch: {
      argv: [context.programs.node, fileURLToPath(context.programs.notify), context.folder],
      files: [{ name: requestFile, text: JSON.stringify(request) }],
      environment: made.environment,
      cwd: context.folder,
      terminal: 'none',
      masks: secretsOf(destination),
    },
  }
}
