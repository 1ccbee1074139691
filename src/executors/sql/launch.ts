import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ResolvedSql } from '../../run/resolve.ts'
import { directoryOf } from '../directory.ts'
import { commandEnvironment } from '../environment.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import type { SqlRequest } from './request.ts'
import { readConnection } from './request.ts'

/** SQL: a child process of our own, so that a long query holds up nothing and can be ended like any command. */
export function launchSql(action: ResolvedSql, context: LaunchContext): LaunchResult {
  const directory = directoryOf(action.cwd, context)
  if (directory.kind === 'refused') return directory
  const connection = readConnection(action.connection)
  if (connection.kind === 'refused') return connection
  const made = commandEnvironment(context, { environment: {}, cwd: directory.cwd })
  if (made.kind === 'refused') return made
  const { database, open } = connection
  const request: SqlRequest = {
    database: database === ':memory:' ? database : resolve(directory.cwd, database),
    open,
    statement: action.statement,
    parameters: action.parameters,
  }
  const program = fileURLToPath(context.programs.sql)
  return {
    kind: 'launch',
    launch: {
      argv: [context.programs.node, '--disable-warning=ExperimentalWarning', program, context.folder],
      files: [{ name: requestFile, text: JSON.stringify(request) }],
      environment: made.environment,
      cwd: directory.cwd,
      terminal: 'none',
    },
  }
}
