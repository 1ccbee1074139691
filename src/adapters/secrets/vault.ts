import { readFile } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { join } from 'node:path'
import type { SecretReference } from '../../plan/secret-reference.ts'
import type { Found } from './found.ts'
import { fieldOf, missing } from './found.ts'
import { privateFile, readOwnFile } from '../own-file.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Reference = Extract<SecretReference, { provider: 'vault' }>

/** Waited for an answer. */
const timeoutMs = 10_000
const bodyBytesMax = 2 ** 20

/**
 * A field of a secret in HashiCorp Vault (or OpenBao), by its HTTP API, with the settings its own client has:
 * `VAULT_ADDR`, `VAULT_TOKEN` or `~/.vault-token`, `VAULT_NAMESPACE`, `VAULT_CACERT`. Both versions of the key-value
 * engine: the second has `data/` in its paths and its fields one level deeper.
 */
export async function readFromVault({ path, field }: Reference, environment: Environment): Promise<Found> {
  const address = environment['VAULT_ADDR'] ?? ''
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    return missing('VAULT_ADDR is not set to an address', 'set it: VAULT_ADDR=https://vault.example.com:8200')
  const token = await tokenOf(environment)
  if (typeof token !== 'string') return token
  const answer = await ask(address, path, token, environment)
  const where = `${path} in Vault`
  if (answer.kind === 'failed')
    return missing(`Vault at ${new URL(address).host} ${answer.why}`, answer.remedy)
  const { status, body } = answer
  if (status !== 200) return refusalOf(status, path, body)
  const data = isMap(body) ? body['data'] : undefined
  const inner = isMap(data) && isMap(data['metadata']) && 'data' in data ? data['data'] : data
  return inner === null || inner === undefined
    ? missing(`${where} holds nothing (it was deleted)`, 'write it again, or name another')
    : fieldOf(inner, [field], where)
}

async function tokenOf(environment: Environment): Promise<string | Found> {
  const given = environment['VAULT_TOKEN']
  if (given !== undefined && given !== '') return given
  const path = join(environment['HOME'] ?? '', '.vault-token')
  const file = readOwnFile(path, privateFile)
  if (file.kind === 'refused') return missing(file.why, file.remedy)
  const text = file.kind === 'text' ? file.text.trim() : ''
  return text === ''
    ? missing(`there is no token for Vault (VAULT_TOKEN, ${path})`, 'log in: vault login')
    : text
}

type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'failed'; readonly why: string; readonly remedy: string }

async function ask(address: string, path: string, token: string, environment: Environment): Promise<Answer> {
  const parts = path.split('/').map(encodeURIComponent).join('/')
  const url = new URL(`${address.replace(/\/+$/, '')}/v1/${parts}`)
  const namespace = environment['VAULT_NAMESPACE']
  const file = environment['VAULT_CACERT']
  let ca: string | undefined
  try {
    ca = file === undefined || file === '' ? undefined : await readFile(file, 'utf8')
  } catch {
    return { kind: 'failed', why: `cannot be asked: ${file} cannot be read`, remedy: 'correct VAULT_CACERT' }
  }
  const headers = {
    'X-Vault-Token': token,
    'X-Vault-Request': 'true',
    ...(namespace ? { 'X-Vault-Namespace': namespace } : {}),
  }
  return new Promise((resolve) => {
    const failed = (why: string): void =>
      resolve({ kind: 'failed', why, remedy: 'look at VAULT_ADDR, and whether it is sealed: vault status' })
    const make = url.protocol === 'https:' ? secureRequest : plainRequest
    const signal = AbortSignal.timeout(timeoutMs)
    const asked = make(url, { headers, signal, ...(ca === undefined ? {} : { ca }) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
        if (text.length > bodyBytesMax) response.destroy(new Error('answers with more than a secret can be'))
      })
      response.on('error', (error) =>
        failed(signal.aborted ? `did not answer within ${timeoutMs / 1000} s` : error.message),
      )
      response.on('end', () =>
        resolve({ kind: 'answer', status: response.statusCode ?? 0, body: jsonOf(text) }),
      )
    })
    asked.on('error', (error: NodeJS.ErrnoException) =>
      failed(
        signal.aborted
          ? `did not answer within ${timeoutMs / 1000} s`
          : `cannot be reached (${error.code ?? error.message})`,
      ),
    )
    asked.end()
  })
}

function refusalOf(status: number, path: string, body: unknown): Found {
  const second = /versioned|kv-v2|data\//i.test(JSON.stringify(isMap(body) ? (body['warnings'] ?? '') : ''))
  if (status === 404 && second) {
    const [mount = '', ...rest] = path.split('/')
    return missing(
      `there is no ${path} in Vault`,
      `its engine wants: vault:${mount}/data/${rest.join('/')}#…`,
    )
  }
  if (status === 404) return missing(`there is no ${path} in Vault`, 'correct the path: vault kv list')
  if (status === 403)
    return missing(
      `Vault does not let this token read ${path}`,
      'ask for a policy that does, or log in again',
    )
  if (status === 503) return missing('Vault is sealed', 'have it unsealed')
  if (status >= 300 && status < 400)
    return missing('Vault sends us to another address', 'set VAULT_ADDR to that of the active node')
  return missing(`Vault answered ${path} with ${status}`, 'look at its log')
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
