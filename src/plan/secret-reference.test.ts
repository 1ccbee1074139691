import { describe, expect, it } from 'vitest'
import { parseInputs } from './parameters.ts'
import { parseSecretReference, secretPlace } from './secret-reference.ts'

describe('where a secret is read', () => {
  it.each([
    ['env:TOKEN', { provider: 'env', name: 'TOKEN' }],
    ['file:~/token', { provider: 'file', path: '~/token' }],
    ['prompt:pin', { provider: 'prompt', name: 'pin' }],
    ['command:database', { provider: 'command', name: 'database' }],
    ['vault:kv/data/db#password', { provider: 'vault', path: 'kv/data/db', field: 'password' }],
    ['aws-secrets:prod/db', { provider: 'aws-secrets', name: 'prod/db' }],
    ['aws-secrets:prod/db#password', { provider: 'aws-secrets', name: 'prod/db', key: 'password' }],
    [
      'aws-secrets:arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf#p',
      {
        provider: 'aws-secrets',
        name: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
        key: 'p',
      },
    ],
    ['aws-parameter:/prod/db', { provider: 'aws-parameter', name: '/prod/db' }],
    [
      'sops:secrets/prod.yaml#db.users.0',
      { provider: 'sops', path: 'secrets/prod.yaml', keys: ['db', 'users', '0'] },
    ],
    ['sops:a#b.yaml#key', { provider: 'sops', path: 'a#b.yaml', keys: ['key'] }],
  ])('%s', (text, reference) => {
    expect(parseSecretReference(text)).toEqual(reference)
    expect(secretPlace(text)).not.toBe('')
  })

  it.each([
    'hunter2',
    'TOKEN',
    '',
    'env:',
    'env:A\nB',
    'vault:kv/data/db',
    'vault:kv/../sys/seal#x',
    'vault:/kv#x',
    'vault:kv/data?list=true#x',
    'vault:kv%2f#x',
    'aws-secrets:#key',
    'aws-secrets:a b',
    'aws-parameter:/a?b',
    'command:a b',
    'command:../x',
    'sops:file.yaml',
    'sops:#key',
    'destination:oncall',
    'ENV:TOKEN',
  ])('is not %j', (text) => expect(parseSecretReference(text)).toBeUndefined())
})

describe('a secret parameter', () => {
  const token = { name: 'token', description: '', type: 'secret', allowed: [], required: true } as const
  const given = (text: string, origin: 'person' | 'signal') =>
    parseInputs([{ ...token, range: { from: 0, to: 0 } }], new Map([['token', { text, origin }]]))

  it('takes where it is read from a person, and never its value', () => {
    expect(given('sops:a.yaml#b', 'person').values).toMatchObject({ token: { secret: 'sops:a.yaml#b' } })
    const { problems, values } = given('hunter2', 'person')
    expect(values).toEqual({})
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })

  it('takes nothing from a signal', () => {
    expect(given('file:/etc/shadow', 'signal')).toMatchObject({
      values: {},
      problems: [{ parameter: 'token' }],
    })
  })
})
