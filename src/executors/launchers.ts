import type { ResolvedAction } from '../run/resolve.ts'
import { launchHttp } from './http/launch.ts'
import type { LaunchContext, LaunchResult, Programs } from './launch.ts'
import { launchNotify } from './notify/launch.ts'
import { launchScript } from './script/launch.ts'
import { launchShell } from './shell/launch.ts'
import { launchSql } from './sql/launch.ts'
import { launchSsh } from './ssh/launch.ts'

/** Turns a resolved action into what will be started. Looks programs up on the path; starts nothing. */
export async function launchFor(action: ResolvedAction, context: LaunchContext): Promise<LaunchResult> {
  switch (action.action) {
    case 'shell':
      return launchShell(action, context)
    case 'script':
      return launchScript(action, context)
    case 'sql':
      return launchSql(action, context)
    case 'http':
      return launchHttp(action, context)
    case 'ssh':
      return launchSsh(action, context)
    case 'notify':
      return launchNotify(action, context)
  }
}

/** The programs as they lie in this source tree. */
export const sourcePrograms = (node: string): Programs => ({
  node,
  sql: new URL('./sql/program.ts', import.meta.url),
  http: new URL('./http/program.ts', import.meta.url),
  terminal: new URL('./terminal/program.ts', import.meta.url),
  ssh: new URL('./ssh/program.ts', import.meta.url),
  notify: new URL('./notify/program.ts', import.meta.url),
})
