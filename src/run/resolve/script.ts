import type { ScriptInput } from '../../action/action.ts'
import { lookUp, turnsAround, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'
import { directoryFor, secretsLeft } from './context.ts'

/** A script reads its values from the environment, by the names it mentions: `KB_<parameter>`. */
export function resolveScript(context: ResolveContext, input: ScriptInput): PartialResolution {
  const source = context.edited ?? input.source
  const environment: Record<string, string> = { ...input.env }
  const secrets: Record<string, string> = secretsLeft(context.session, environment)
  const variables = [...turnsAround(context)].flatMap(({ variable }) => variable ?? [])
  for (const name of [...Object.keys(context.state.plan.values), ...variables]) {
    const variable = environmentName(name)
    if (!source.includes(variable)) continue
    const found = lookUp(context, name)
    if (found.kind === 'secret') secrets[variable] = found.reference
    if (found.kind === 'value') environment[variable] = valueText(found.value)
  }
  return {
    kind: 'action',
    action: {
      action: 'script',
      language: input.language,
      source,
      environment,
      secrets,
      session: context.session,
      cwd: directoryFor(context.session, input.cwd),
    },
  }
}

/** The variable a parameter is handed over in. */
export const environmentName = (name: string): string => `KB_${name.replace(/[^A-Za-z0-9_]/g, '_')}`
