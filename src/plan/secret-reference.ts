/** Where a secret is read. Only this is ever stored: `env:NAME`, `vault:kv/data/db#password`. */
export type SecretReference =
  /** `#key`: one field of a secret that is a JSON object. */
  | { readonly provider: 'aws-secrets'; readonly name: string; readonly key?: string }
  | { readonly provider: 'aws-parameter'; readonly name: string }
  /** A program of the user's own configuration, by the name it has there. */
  | { readonly provider: 'command'; readonly name: string }
  | { readonly provider: 'env'; readonly name: string }
  | { readonly provider: 'file'; readonly path: string }
  | { readonly provider: 'prompt'; readonly name: string }
  /** `#a.b.0`: keys and positions that lead to the value. */
  | { readonly provider: 'sops'; readonly path: string; readonly keys: readonly string[] }
  /** The path as the HTTP API has it: `kv/data/db` for the second version of the key-value engine. */
  | { readonly provider: 'vault'; readonly path: string; readonly field: string }

/** Reads a reference; undefined when it is none. What it is not, it may be the secret itself: never repeat it. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const [, provider = '', rest = ''] = /^([a-z-]+):([^\0\r\n]{1,2000})$/.exec(text) ?? []
  const hash = rest.lastIndexOf('#')
  const before = hash === -1 ? rest : rest.slice(0, hash)
  const after = hash === -1 ? undefined : rest.slice(hash + 1)
  switch (provider) {
    case 'env':
    case 'prompt':
      return { provider, name: rest }
    case 'file':
      return { provider, path: rest }
    case 'command':
      return /^[A-Za-z0-9_.-]{1,100}$/.test(rest) ? { provider, name: rest } : undefined
    case 'aws-secrets':
      if (!/^[\w/+=.@:-]{1,512}$/.test(before) || after === '') return undefined
      return after === undefined ? { provider, name: before } : { provider, name: before, key: after }
    case 'aws-parameter':
      return /^[\w/.:-]{1,1011}$/.test(rest) ? { provider, name: rest } : undefined
    case 'sops':
      return before === '' || after === undefined || after === ''
        ? undefined
        : { provider, path: before, keys: after.split('.') }
    case 'vault':
      return after === undefined || after === '' || !isVaultPath(before)
        ? undefined
        : { provider, path: before, field: after }
    default:
      return undefined
  }
}

/**
 * Where a variable's value is that the command of an effect left, and that is not stored: with whoever carried the
 * command out, until their process ends. No parameter can name it.
 */
export const carriedReference = (effect: string, variable: string): string => `session:${effect}#${variable}`

/** What every such reference of a run begins with. */
export const carriedBy = (run: string): string => `session:${run}/`

export const isCarriedReference = (reference: string): boolean => reference.startsWith('session:')

/** Every form, for messages. */
export const secretForms =
  'env:NAME, file:PATH, prompt:NAME, command:NAME, vault:PATH#FIELD, aws-secrets:NAME#KEY, aws-parameter:NAME or sops:FILE#KEY'

/** Where a secret comes from, as people say it. */
export function secretPlace(reference: string): string {
  if (isCarriedReference(reference)) return 'an earlier step'
  const parsed = parseSecretReference(reference)
  switch (parsed?.provider) {
    case 'env':
      return `the variable ${parsed.name}`
    case 'file':
      return `the file ${parsed.path}`
    case 'command':
      return `the command ${parsed.name} of your configuration`
    case 'vault':
      return `Vault, ${parsed.field} of ${parsed.path}`
    case 'aws-secrets':
      return `AWS Secrets Manager, ${parsed.key === undefined ? '' : `${parsed.key} of `}${parsed.name}`
    case 'aws-parameter':
      return `the AWS parameter ${parsed.name}`
    case 'sops':
      return `${parsed.keys.join('.')} of the SOPS file ${parsed.path}`
    case 'prompt':
    case undefined:
      return 'what is typed'
  }
}

/** No part is empty or leads elsewhere. */
const isVaultPath = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[?#%\\]/.test(path)
