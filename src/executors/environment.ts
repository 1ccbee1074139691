import { join } from 'node:path'
import type { Session } from '../run/session.ts'
import { reservedName, variableName } from '../shell/names.ts'
import { attemptFiles } from './attempt-files.ts'
import type { LaunchContext } from './launch.ts'

/**
 * The environment commands start from: an allow-list out of a process's own, never all of it (format.md §4).
 * `extra` names what an installation adds.
 */
export function cleanEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  extra: readonly string[],
): Record<string, string> {
  const allowed = new Set([...kept, ...extra])
  const clean: Record<string, string> = { PATH: usualPath }
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined || value === '') continue
    if (allowed.has(name) || /^(?:LC|XDG)_[A-Z_]+$/.test(name)) clean[name] = value
  }
  return clean
}

export type CommandEnvironment =
  | { readonly kind: 'environment'; readonly environment: Record<string, string> }
  | { readonly kind: 'refused'; readonly message: string }

/** What a command adds to the clean environment: its run's session, its own values, its secrets. */
export type CommandValues = {
  readonly session?: Session
  readonly environment: Readonly<Record<string, string>>
  readonly cwd: string
}

/** The whole environment of a command. Names that steer programs are refused, or not carried. */
export function commandEnvironment(context: LaunchContext, values: CommandValues): CommandEnvironment {
  const environment: Record<string, string> = { ...context.base }
  for (const name of values.session?.unset ?? []) if (carried(name)) delete environment[name]
  for (const [name, value] of Object.entries(values.session?.set ?? {})) {
    if (carried(name)) environment[name] = value
  }
  for (const [name, value] of [...Object.entries(values.environment), ...Object.entries(context.secrets)]) {
    if (!variableName(name) || (reservedName(name) && !name.startsWith('KB_'))) {
      return { kind: 'refused', message: `${name} cannot be set for a command: it steers programs` }
    }
    if (value.includes('\0')) return { kind: 'refused', message: `the value of ${name} holds a NUL` }
    environment[name] = value
  }
  environment['PWD'] = values.cwd
  environment['KNEEBOARD_OUTPUT'] = join(context.folder, attemptFiles.outputs)
  return { kind: 'environment', environment }
}

/** True for names that one block may hand to the next. */
export const carried = (name: string): boolean => variableName(name) && !reservedName(name)

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const kept: readonly string[] = (
  'HOME USER LOGNAME SHELL PATH LANG LANGUAGE TERM TZ TMPDIR SSH_AUTH_SOCK KUBECONFIG ' +
  'AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION'
).split(' ')
