import { parseSecretReference, secretForms } from '../../plan/secret-reference.ts'
import type { SecretReference } from '../../plan/secret-reference.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Found } from './found.ts'
import { found, missing } from './found.ts'
import { fromHome } from '../config-file.ts'
import { privateFile, readOwnFile } from '../own-file.ts'

export type SecretsOptions = {
  /** Where `env:NAME` and the settings of providers are looked for: the environment of this process, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What a person typed for `prompt:NAME`, by name. */
  readonly prompts: Pick<ReadonlyMap<string, string>, 'get'>
  /** Where a relative path of `sops:` begins: the library. */
  readonly directory: string
}

/** Secrets of this machine, the person at it, and the stores they have access to. No message ever holds a value. */
export function makeSecrets(options: SecretsOptions): Secrets {
  return {
    async read(text) {
      const reference = parseSecretReference(text)
      // What is no reference may be the secret itself: it is not repeated.
      if (!reference) return missing('a secret is not named by where it is read', `write ${secretForms}`)
      return readFrom(reference, options)
    },
  }
}

/** Providers that few runs use are loaded when one is. */
async function readFrom(reference: SecretReference, options: SecretsOptions): Promise<Found> {
  const { environment, prompts, directory } = options
  switch (reference.provider) {
    case 'env':
      return fromEnvironment(environment, reference.name)
    case 'prompt':
      return fromPrompt(prompts, reference.name)
    case 'file':
      return fromFile(fromHome(reference.path, environment))
    case 'command':
      return (await import('./command.ts')).readFromCommand(reference, environment)
    case 'vault':
      return (await import('./vault.ts')).readFromVault(reference, environment)
    case 'aws-secrets':
    case 'aws-parameter':
      return (await import('./aws.ts')).readFromAws(reference)
    case 'sops':
      return (await import('./sops.ts')).readFromSops(reference, { environment, directory })
  }
}

function fromEnvironment(environment: SecretsOptions['environment'], name: string): Found {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (value === undefined || value === '')
    return missing(`the environment variable ${name} is not set`, `set ${name} and start again`)
  return found(value, `the environment variable ${name}`)
}

function fromPrompt(prompts: SecretsOptions['prompts'], name: string): Found {
  const value = prompts.get(name)
  if (value === undefined || value === '')
    return missing(`nobody gave the secret ${name}`, 'run it in a terminal and type it, or use env: or file:')
  return found(value, `the secret ${name}`)
}

function fromFile(path: string): Found {
  const file = readOwnFile(path, privateFile)
  if (file.kind === 'refused') return missing(file.why, file.remedy)
  if (file.kind === 'absent')
    return missing(`${path} does not exist`, 'make the file, readable by you alone (chmod 600)')
  // One newline at the end is the editor's, not the secret's.
  return found(file.text.replace(/\r?\n$/, ''), path)
}
