import type { ParameterValue, PlanValue } from './plan.ts'

/** What a run works on: parameters that name it, by name. */
export type Target = Readonly<Record<string, string>>

/** Words in a parameter's name that say it names what is worked on. */
const words: ReadonlySet<string> = new Set(
  (
    'account app application bucket cluster container database db deployment device domain env environment host ' +
    'hostname hosts instance instances machine namespace node nodes pod project queue region server servers service ' +
    'site stack subscription table target targets tenant vm volume zone'
  ).split(' '),
)

/** The parameters of a plan that name a host, an instance, an account …, by the words in their names or by their type. */
export function targetOf(values: Readonly<Record<string, PlanValue>>): Target {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      'value' in value && namesTarget(name, value.type) ? [[name, textOf(value.value)]] : [],
    ),
  )
}

/** Whether two runs work on the same thing: nothing both name is different. Without any such name, they do. */
export const isSameTarget = (a: Target, b: Target): boolean =>
  Object.entries(a).every(([name, text]) => !Object.hasOwn(b, name) || b[name] === text)

/** `host=web1 region=eu`: for people. */
export const targetText = (target: Target): string =>
  Object.entries(target)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ')

function namesTarget(name: string, type: PlanValue['type']): boolean {
  if (type.startsWith('AWS::') || type.startsWith('List<AWS::')) return true
  if (type !== 'string' && type !== 'choice' && type !== 'list') return false
  const parts = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return parts.split(/[^a-z0-9]+/).some((part) => words.has(part))
}

/** Case and order change nothing of what is meant. */
const textOf = (value: ParameterValue): string =>
  Array.isArray(value)
    ? [...(value as readonly string[])]
        .map((item) => item.trim().toLowerCase())
        .toSorted()
        .join(',')
    : (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim().toLowerCase()
