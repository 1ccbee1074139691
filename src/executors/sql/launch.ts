import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlTarget } from '../../action/sql-connection.ts'
import { readSqlConnection } from '../../action/sql-connection.ts'
import type { ResolvedSql } from '../../run/resolve.ts'
import { directoryOf } from '../directory.ts'
import { commandEnvironment } from '../environment.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import type { SqlRequest } from './request.ts'

/** SQL: a child process of our own, so that a long query holds up nothing and can be ended like any command. */
export async function launchSql(action: ResolvedSql, context: LaunchContext): Promise<LaunchResult> {
  const directory = directoryOf(action.cwd, context)
  if (directory.kind === 'refused') return directory
  const access = await accessTo(action, context)
  if (access.kind === 'refused') return access
  const { target, environment, password, masks } = access
  const made = commandEnvironment(context, { environment, cwd: directory.cwd })
  if (made.kind === 'refused') return made
  const request: SqlRequest = {
    target: beneath(directory.cwd, target),
    ...(password === undefined ? {} : { password }),
    statement: action.statement,
    parameters: action.parameters,
    transaction: action.transaction,
    ...(action.timeoutMs === undefined ? {} : { timeoutMs: action.timeoutMs }),
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
      masks,
    },
  }
}

type Access =
  | {
      readonly kind: 'access'
      readonly target: SqlTarget
      readonly environment: Readonly<Record<string, string>>
      /** The environment name that holds the password. */
      readonly password?: string
      readonly masks: readonly string[]
    }
  | { readonly kind: 'refused'; readonly message: string }

/** The name that holds a password this machine knows. */
const passwordName = 'KB_SQL_PASSWORD'

async function accessTo(
  { connection }: ResolvedSql,
  { connections, secrets }: LaunchContext,
): Promise<Access> {
  const read = readSqlConnection(connection)
  if (read.kind === 'refused') return read
  if (read.kind === 'target' && read.password !== undefined) {
    if (!Object.hasOwn(secrets, read.password))
      return {
        kind: 'refused',
        message: 'a password stands in connection= as text: write user:{{ secret }}@, or name the connection',
      }
    return { kind: 'access', target: read.target, environment: {}, password: read.password, masks: [] }
  }
  const found =
    read.kind === 'named'
      ? await connections.find(read.name)
      : { kind: 'connection' as const, target: read.target }
  if (found.kind === 'refused') return found
  const { target } = found
  const kept =
    target.engine === 'sqlite'
      ? undefined
      : 'password' in found
        ? found.password
        : await connections.passwordFor(target)
  if (kept === undefined) return { kind: 'access', target, environment: {}, masks: [] }
  return {
    kind: 'access',
    target,
    environment: { [passwordName]: kept },
    password: passwordName,
    masks: [kept],
  }
}

const beneath = (folder: string, target: SqlTarget): SqlTarget =>
  target.engine !== 'sqlite' || target.database === ':memory:'
    ? target
    : { ...target, database: resolve(folder, target.database) }
