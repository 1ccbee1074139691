import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { noMoto, startMoto } from '../../../test/executor/moto.ts'
import { parseSecretReference } from '../../plan/secret-reference.ts'
import { readFromAws } from './aws.ts'

const read = (text: string) => {
  const reference = parseSecretReference(text)
  if (reference?.provider !== 'aws-secrets' && reference?.provider !== 'aws-parameter') throw new Error(text)
  return readFromAws(reference)
}

const settings = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' }

describe.skipIf(noMoto)(
  `a secret in AWS${noMoto ? ` (skipped: ${noMoto})` : ''}`,
  { timeout: 60_000 },
  () => {
    let moto: Awaited<ReturnType<typeof startMoto>>

    beforeAll(async () => {
      moto = await startMoto()
      // The SDK reads its settings from the environment, as every tool of AWS does.
      for (const [name, value] of Object.entries({ ...settings, AWS_ENDPOINT_URL: moto.endpoint }))
        vi.stubEnv(name, value)
      vi.stubEnv('AWS_PROFILE', undefined)
      const secrets = new SecretsManagerClient({})
      await secrets.send(new CreateSecretCommand({ Name: 'prod/token', SecretString: 'correct-horse' }))
      await secrets.send(
        new CreateSecretCommand({ Name: 'prod/db', SecretString: '{"password":"battery","port":5432}' }),
      )
      await secrets.send(new CreateSecretCommand({ Name: 'prod/bytes', SecretBinary: Buffer.from('staple') }))
      const parameter = { Name: '/prod/key', Value: 'secure-string', Type: 'SecureString' } as const
      await new SSMClient({}).send(new PutParameterCommand(parameter))
    }, 120_000)
    afterAll(async () => {
      vi.unstubAllEnvs()
      await moto?.stop()
    })

    it.each([
      ['aws-secrets:prod/token', 'correct-horse'],
      ['aws-secrets:prod/db#password', 'battery'],
      ['aws-secrets:prod/db#port', '5432'],
      ['aws-secrets:prod/bytes', 'staple'],
      ['aws-parameter:/prod/key', 'secure-string'],
    ])('%s', async (text, value) => expect(await read(text)).toEqual({ kind: 'secret', value }))

    it.each([
      ['aws-secrets:none', /AWS has no none/],
      ['aws-secrets:prod/db#user', /has no user/],
      ['aws-secrets:prod/token#key', /is not a JSON object/],
      ['aws-parameter:/none', /AWS has no \/none/],
    ])('%s is said as what it is', async (text, why) => {
      const found = await read(text)
      expect(found).toMatchObject({ kind: 'missing', why: expect.stringMatching(why) as string })
      expect(JSON.stringify(found)).not.toMatch(/correct-horse|battery/)
    })

    it('without credentials or region says which', async () => {
      vi.stubEnv('AWS_REGION', undefined)
      vi.stubEnv('AWS_CONFIG_FILE', '/none')
      expect(await read('aws-secrets:prod/token')).toMatchObject({ remedy: 'set AWS_REGION' })
      vi.stubEnv('AWS_REGION', 'eu-west-1')
      vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
      vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/none')
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      expect(await read('aws-secrets:prod/token')).toMatchObject({ why: 'there are no credentials for AWS' })
    })
  },
)
