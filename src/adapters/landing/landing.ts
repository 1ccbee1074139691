import { readFile } from 'node:fs/promises'
import { homedir, hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Landing, Landings } from '../../ports/landing.ts'
import { sshLanding } from './ssh-landing.ts'

/** Looks where commands will land by reading the files their tools read. */
export function fileLandings(environment: Readonly<Record<string, string | undefined>>): Landings {
  return {
    async look(directory, variables) {
      const seen = { ...environment, ...variables }
      const base = { host: hostname(), user: userInfo().username, directory }
      return { ...base, ...(await kubeOf(seen)), ...(await awsOf(seen)) }
    },
    lookFar: (address) => sshLanding(address, environment),
  }
}

type Variables = Readonly<Record<string, string | undefined>>

async function kubeOf(variables: Variables): Promise<Partial<Landing>> {
  const path = variables['KUBECONFIG']?.split(':')[0] ?? join(homedir(), '.kube', 'config')
  const text = await textOf(path)
  if (text === undefined) return {}
  const config = yamlMap(text)
  const current = config?.['current-context']
  if (typeof current !== 'string') return {}
  const contexts: unknown = config?.['contexts']
  const entry: unknown = Array.isArray(contexts)
    ? contexts.find((item: unknown) => field(item, 'name') === current)
    : undefined
  const namespace = field(field(entry, 'context'), 'namespace')
  return { kubeContext: current, kubeNamespace: typeof namespace === 'string' ? namespace : 'default' }
}

function yamlMap(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 20 })
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

async function awsOf(variables: Variables): Promise<Partial<Landing>> {
  const profile = variables['AWS_PROFILE'] ?? variables['AWS_DEFAULT_PROFILE']
  const path = variables['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config')
  const text = await textOf(path)
  const settings = text === undefined ? new Map<string, string>() : iniSection(text, profile)
  const region = variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'] ?? settings.get('region')
  const account =
    settings.get('sso_account_id') ?? /^arn:[^:]*:iam::(\d{12}):/.exec(settings.get('role_arn') ?? '')?.[1]
  return {
    ...(profile === undefined ? {} : { awsProfile: profile }),
    ...(region === undefined ? {} : { awsRegion: region }),
    ...(account === undefined ? {} : { awsAccount: account }),
  }
}

function iniSection(text: string, profile: string | undefined): ReadonlyMap<string, string> {
  const wanted =
    profile === undefined || profile === 'default' ? ['default'] : [`profile ${profile}`, profile]
  const settings = new Map<string, string>()
  let inside = false
  for (const line of text.split('\n')) {
    const heading = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim()
    if (heading !== undefined) inside = wanted.includes(heading)
    const pair = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (inside && pair) settings.set(pair[1] ?? '', pair[2] ?? '')
  }
  return settings
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}
