import type { SshInput } from '../../action/action.ts'
import { addressProblem } from '../../action/ssh-address.ts'
import { referencesIn, replaceReferences } from '../../plan/reference.ts'
import { reservedName } from '../../shell/names.ts'
import { carriageReason } from '../../shell/value.ts'
import type { ResolvedSsh } from '../resolve.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'
import { secretsLeft } from './context.ts'
import { resolveShell } from './shell.ts'

/**
 * A block for another host: its script is filled as a shell block's is, and everything it gets, it gets as variables
 * that stand in its source: of this machine's environment nothing goes along.
 */
export function resolveSsh(context: ResolveContext, input: SshInput): PartialResolution {
  const problems: string[] = []
  const address = resolveAddress(context, input, problems)
  const { environment, secrets } = resolveEnvironment(context, input, problems)
  const there = resolveScript(context, input, environment, Object.keys(secrets))
  if (there.kind !== 'action' || there.action.action !== 'shell') return there
  const cwd = put(context, input.cwd ?? '', 'the directory', problems)
  if (problems[0] !== undefined)
    return { kind: 'refused', message: problems[0], remedy: 'correct the block, or give another value' }
  return {
    kind: 'action',
    action: {
      action: 'ssh',
      ...address,
      dialect: input.block.dialect,
      source: there.action.source,
      environment: {
        ...carriedTo(context, there.action.source),
        ...environment,
        ...there.action.environment,
        // What the block sets holds, also beside a parameter of the same name; only emptiness is asked about.
        ...notEmpty(environment),
      },
      secrets: { ...there.action.secrets, ...secrets },
      there: cwd,
      errexit: input.block.errexit,
    },
  }
}

/** What `env:` sets is judged where the script uses it, as what an earlier block left would be. */
function resolveScript(
  context: ResolveContext,
  { block, env }: SshInput,
  environment: Readonly<Record<string, string>>,
  secret: readonly string[],
): PartialResolution {
  const filled = Object.keys(environment).filter((name) => referencesIn(env[name] ?? '').length > 0)
  const set = { ...context.session.set, ...environment }
  const session = { ...context.session, set, secrets: secretsNamed(context, block.source, environment) }
  const tainted = [...new Set([...block.tainted, ...filled])]
  return resolveShell({ ...context, session, environment: new Set(secret) }, { ...block, tainted })
}

type Address = Pick<ResolvedSsh, 'host' | 'user' | 'port' | 'jump'>

function resolveAddress(context: ResolveContext, { address }: SshInput, problems: string[]): Address {
  const part = (kind: keyof typeof addressProblem, text: string): string => {
    const filled = put(context, text, kind, problems)
    const problem = problems.length > 0 ? undefined : addressProblem[kind](filled)
    if (problem !== undefined) problems.push(`${kind}: ${JSON.stringify(filled)} ${problem}`)
    return filled
  }
  const { host, user, port, jump } = address
  return {
    host: part('host', host),
    ...(user === undefined ? {} : { user: part('user', user) }),
    ...(port === undefined ? {} : { port: Number(part('port', port)) }),
    jump: jump.map((hop) => part('jump', hop)),
  }
}

/** Values where references stand, in one pass. A secret may stand nowhere but alone, as the value of a variable. */
function put(context: ResolveContext, text: string, where: string, problems: string[]): string {
  return replaceReferences(text, ({ name }) => {
    const found = lookUp(context, name)
    if (found.kind === 'missing') problems.push(`{{ ${name} }} in ${where} has no value`)
    if (found.kind === 'secret')
      problems.push(`{{ ${name} }} is a secret: it can only be the whole value of a variable in env`)
    return found.kind === 'value' ? valueText(found.value) : ''
  })
}

function resolveEnvironment(context: ResolveContext, { env }: SshInput, problems: string[]) {
  const environment: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const [name, text] of Object.entries(env)) {
    if (reservedName(name)) problems.push(`${name} cannot be set: it steers programs`)
    const [reference] = referencesIn(text)
    const whole = reference && reference.range.from === 0 && reference.range.to === text.length
    const found = whole ? lookUp(context, reference.name) : undefined
    if (found?.kind === 'secret') {
      secrets[name] = found.reference
      continue
    }
    const value = put(context, text, name, problems)
    const reason = carriageReason(value)
    if (reason) problems.push(`the value of ${name} ${reason.why}`)
    environment[name] = value
  }
  return { environment, secrets }
}

const notEmpty = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))

/** Variables that earlier blocks of this machine left, where the script names them. */
const carriedTo = ({ session }: ResolveContext, source: string): Record<string, string> =>
  namedIn(source, session.set)

/** The same of those that hold a secret; what the block sets holds. */
const secretsNamed = (
  { session, edited }: ResolveContext,
  source: string,
  environment: Readonly<Record<string, string>>,
): Record<string, string> => namedIn(edited ?? source, secretsLeft(session, environment))

function namedIn(source: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  const words = new Set(source.match(/[A-Za-z_][A-Za-z0-9_]*/g))
  return Object.fromEntries(Object.entries(variables).filter(([name]) => words.has(name)))
}
