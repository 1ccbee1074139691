import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ResolvedHttp } from '../../run/resolve.ts'
import { commandEnvironment } from '../environment.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import type { HttpRequest } from './request.ts'

/** A request that names no time limit is answered within this, or fails: 5 minutes. */
const timeoutMaxMs = 5 * 60_000

/** HTTP: a child process of our own, so that a request ends, outlives us and is logged like any command. */
export function launchHttp(action: ResolvedHttp, context: LaunchContext): LaunchResult {
  const made = commandEnvironment(context, { environment: {}, cwd: context.folder })
  if (made.kind === 'refused') return made
  const { method, url, headers, body, terms } = action
  const request: HttpRequest = {
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body }),
    secrets: Object.keys(action.secrets),
    timeoutMs: terms.timeoutMs ?? timeoutMaxMs,
    redirect: terms.redirect,
    certificate: terms.certificate,
    ...(context.egress ? { egress: context.egress } : {}),
    ...(terms.ca === undefined ? {} : { ca: resolve(context.directory, terms.ca) }),
  }
  return {
    kind: 'launch',
    launch: {
      argv: [context.programs.node, fileURLToPath(context.programs.http), context.folder],
      files: [{ name: requestFile, text: JSON.stringify(request) }],
      environment: made.environment,
      cwd: context.folder,
      terminal: 'none',
    },
  }
}
