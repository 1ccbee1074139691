import type { SqlInput } from '../../action/action.ts'
import { replaceReferences } from '../../plan/reference.ts'
import type { ParameterValue } from '../../plan/plan.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'

/** References in a statement become bound parameters in order; never text of the statement. */
export function resolveSql(context: ResolveContext, input: SqlInput): PartialResolution {
  const problems: string[] = []
  const parameters: (string | number | boolean | null)[] = []
  const statement = replaceReferences(context.edited ?? input.statement, (reference) => {
    const found = lookUp(context, reference.name)
    if (found.kind === 'value') parameters.push(bound(found.value))
    else
      problems.push(
        `{{ ${reference.name} }} ${found.kind === 'secret' ? 'is a secret: it cannot be bound' : 'has no value'}`,
      )
    return '?'
  })
  const connection = replaceReferences(input.connection, (reference) => {
    const found = lookUp(context, reference.name)
    const text = found.kind === 'value' ? valueText(found.value) : ''
    if (!/^[A-Za-z0-9_./][A-Za-z0-9_./:@-]*$/.test(text) || text.includes('..')) {
      problems.push(`{{ ${reference.name} }} in the connection must be a plain path or name`)
    }
    return text
  })
  if (problems[0] !== undefined) {
    return {
      kind: 'refused',
      message: problems[0],
      remedy: 'give the parameter a value that can stand there',
    }
  }
  return {
    kind: 'action',
    action: { action: 'sql', connection, statement, parameters, secrets: {}, cwd: context.session.cwd },
  }
}

const bound = (value: ParameterValue): string | number | boolean =>
  typeof value === 'object' ? valueText(value) : value
