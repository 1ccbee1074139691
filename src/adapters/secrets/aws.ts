import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { SecretReference } from '../../plan/secret-reference.ts'
import type { Found } from './found.ts'
import { fieldOf, found, missing } from './found.ts'

type Reference = Extract<SecretReference, { provider: 'aws-secrets' | 'aws-parameter' }>

/** Credentials may come from a login service or the machine's metadata, which take their time. */
const timeoutMs = 20_000

/**
 * A secret of AWS Secrets Manager or a parameter of Systems Manager, with the credentials, region and endpoint that
 * the AWS tools of this machine would use.
 */
export async function readFromAws(reference: Reference): Promise<Found> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return reference.provider === 'aws-secrets'
      ? await readSecret(reference.name, reference.key, signal)
      : await readParameter(reference.name, signal)
  } catch (thrown) {
    if (signal.aborted)
      return missing(`AWS did not answer within ${timeoutMs / 1000} s`, 'look at region and network')
    return refusalOf(reference.name, thrown)
  }
}

async function readSecret(name: string, key: string | undefined, signal: AbortSignal): Promise<Found> {
  const client = new SecretsManagerClient({ maxAttempts: 2 })
  const answer = await client.send(new GetSecretValueCommand({ SecretId: name }), { abortSignal: signal })
  const where = `the AWS secret ${name}`
  const text = answer.SecretString ?? new TextDecoder().decode(answer.SecretBinary ?? new Uint8Array())
  if (key === undefined) return found(text, where)
  const value = jsonOf(text)
  return value === undefined
    ? missing(`${where} is not a JSON object`, 'name it without #key')
    : fieldOf(value, [key], where)
}

async function readParameter(name: string, signal: AbortSignal): Promise<Found> {
  const client = new SSMClient({ maxAttempts: 2 })
  const command = new GetParameterCommand({ Name: name, WithDecryption: true })
  const { Parameter } = await client.send(command, { abortSignal: signal })
  return found(Parameter?.Value ?? '', `the AWS parameter ${name}`)
}

function refusalOf(name: string, thrown: unknown): Found {
  const kind = thrown instanceof Error ? thrown.name : ''
  const words = thrown instanceof Error ? thrown.message.slice(0, 300) : ''
  switch (kind) {
    case 'ResourceNotFoundException':
    case 'ParameterNotFound':
      return missing(
        `AWS has no ${name} in this account and region`,
        'correct the name, AWS_PROFILE or AWS_REGION',
      )
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return missing('there are no credentials for AWS', 'log in: aws sso login, or set AWS_PROFILE')
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
      return missing('AWS does not take these credentials (any more)', 'log in again')
    case 'AccessDeniedException':
      return missing(`AWS does not let you read ${name}: ${words}`, 'ask for the permission')
    default:
      if (/region is missing/i.test(words)) return missing('no AWS region is set', 'set AWS_REGION')
      return missing(`AWS could not be asked for ${name}: ${words || kind}`, 'try it with the aws command')
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
