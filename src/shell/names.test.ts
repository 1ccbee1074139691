import { expect, it } from 'vitest'
import { reservedName, secretName } from './names.ts'

it.each([
  'PATH',
  'IFS',
  'BASH_ENV',
  'ENV',
  'LD_PRELOAD',
  'DYLD_X',
  'GIT_SSH_COMMAND',
  'NODE_OPTIONS',
  'https_proxy',
  'NO_PROXY',
  'KB_x',
  'BASH_FUNC_ls%%',
  'PS4',
])('%s is reserved', (name) => expect(reservedName(name)).toBe(true))

it.each(['path', 'NAMESPACE', 'PATHS', 'AWS_REGION', 'KUBECONFIG', 'proxy', 'x'])('%s is free', (name) =>
  expect(reservedName(name)).toBe(false),
)

it.each(['TOKEN', 'github_token', 'DB_PASSWORD', 'passwd', 'CLIENT_SECRET', 'API_KEY', 'Passwort'])(
  '%s is a secret',
  (name) => expect(secretName(name)).toBe(true),
)

it.each(['NAMESPACE', 'TOKEN_COUNT', 'KEYSPACE', 'SECRETARY'])('%s is none', (name) =>
  expect(secretName(name)).toBe(false),
)
