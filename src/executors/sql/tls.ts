import { readFileSync } from 'node:fs'
import type { ServerTarget } from '../../action/sql-connection.ts'
import { Trouble } from '../own-program.ts'

export type TlsOptions = {
  readonly rejectUnauthorized: boolean
  readonly ca?: string
  /** Whether the certificate must be for the host that was asked. */
  readonly identity: 'checked' | 'any'
}

/** How much of a server's certificate is checked; undefined when nothing is encrypted. */
export function tlsOf({ tls, ca }: Pick<ServerTarget, 'tls' | 'ca'>): TlsOptions | undefined {
  if (tls === 'disable') return undefined
  return {
    rejectUnauthorized: tls !== 'require',
    identity: tls === 'verify-full' ? 'checked' : 'any',
    ...(ca === undefined ? {} : { ca: readAuthorities(ca) }),
  }
}

/** The same in the words of Node's TLS. */
export function tlsOptions(
  target: ServerTarget,
): { rejectUnauthorized: boolean; ca?: string; checkServerIdentity?: () => undefined } | undefined {
  const tls = tlsOf(target)
  if (!tls) return undefined
  const { rejectUnauthorized, ca, identity } = tls
  return {
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(identity === 'any' ? { checkServerIdentity: () => undefined } : {}),
  }
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Trouble(`the certificates in ${file} cannot be read: ${reasonOf(thrown)}`)
  }
}

/** What failed, as the system or the server says it, and what can be done where the words alone do not say it. */
export function reasonOf(thrown: unknown): string {
  const error = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown
  if (!(error instanceof Error)) return 'it failed'
  const said = error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name
  const remedy = remedies.find(([pattern]) => pattern.test(said))?.[1]
  return remedy === undefined ? said : `${said}: ${remedy}`
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/does not support (?:SSL|secure)/i, 'write ?sslmode=disable if the network between is trusted'],
  [
    /self[- ]signed|unable to (?:get|verify)|altnames|certificate/i,
    'name its authority with ?sslrootcert=/FILE, or write ?sslmode=require to encrypt without checking',
  ],
]
