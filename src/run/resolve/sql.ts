import type { SqlInput } from '../../action/action.ts'
import type { Reference } from '../../plan/reference.ts'
import { referencesIn, replaceReferences } from '../../plan/reference.ts'
import type { ParameterValue } from '../../plan/plan.ts'
import type { SqlParameter } from '../resolve.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'

/**
 * References in a statement become bound parameters, in order; never text of the statement. In the connection a value
 * may name a database or a file, and a secret be the password; nothing names scheme, host or port.
 */
export function resolveSql(context: ResolveContext, input: SqlInput): PartialResolution {
  const secrets: Record<string, string> = {}
  const problems: string[] = []
  const keep = (reference: string): string => {
    const name = `KB_SECRET_${Object.keys(secrets).length}`
    secrets[name] = reference
    return name
  }
  const statement = context.edited ?? input.statement
  const parameters = referencesIn(statement).map(({ name }): SqlParameter => {
    const found = lookUp(context, name)
    if (found.kind === 'value') return bound(found.value)
    if (found.kind === 'secret') return { secret: keep(found.reference) }
    problems.push(`{{ ${name} }} has no value`)
    return null
  })
  const server = serverPart(input.connection)
  const connection = replaceReferences(input.connection, (reference) => {
    const { name, range } = reference
    const found = lookUp(context, name)
    if (found.kind === 'secret' && isPassword(input.connection, reference)) return keep(found.reference)
    if (range.from < server)
      problems.push(`{{ ${name} }} cannot name the scheme, user, host or port of a connection`)
    const text = found.kind === 'value' ? valueText(found.value) : ''
    if (
      !/^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/.test(text) ||
      text.includes('..') ||
      (server > 0 && text.includes('/'))
    )
      problems.push(`{{ ${name} }} in the connection must be a plain path or name`)
    return text
  })
  if (problems[0] !== undefined) {
    return {
      kind: 'refused',
      message: problems[0],
      remedy: 'give the parameter a value that can stand there',
    }
  }
  const { transaction, timeoutMs } = input
  const action = {
    action: 'sql',
    connection,
    statement,
    parameters,
    transaction,
    secrets,
    cwd: context.session.cwd,
  } as const
  return { kind: 'action', action: timeoutMs === undefined ? action : { ...action, timeoutMs } }
}

/** Up to where scheme, user, host and port reach. */
const serverPart = (connection: string): number =>
  /^(?:[A-Za-z0-9+.-]|\{\{[^{}]*\}\})+:\/\/(?:\{\{[^{}]*\}\}|[^/?#])*/.exec(connection)?.[0].length ?? 0

/** `postgres://user:{{ secret }}@host`: nothing else between the colon and the at. */
const isPassword = (connection: string, { range }: Reference): boolean =>
  /^[A-Za-z]+:\/\/[^:@/?#{}]*:$/.test(connection.slice(0, range.from)) && connection[range.to] === '@'

const bound = (value: ParameterValue): SqlParameter => {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'object' ? valueText(value) : value
}
