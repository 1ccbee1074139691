import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Secrets } from '../../ports/secrets.ts'

export type SecretsOptions = {
  /** Where `env:NAME` looks: the environment of the process that was started, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What a person typed for `prompt:NAME`, by name. */
  readonly prompts: Pick<ReadonlyMap<string, string>, 'get'>
}

type SecretRead = Awaited<ReturnType<Secrets['read']>>

/** A secret is no longer than this: 64 KiB. */
const bytesMax = 2 ** 16

/** Secrets of this machine and the person at it. No message ever holds a value. */
export function makeSecrets({ environment, prompts }: SecretsOptions): Secrets {
  return {
    async read(reference) {
      const [, provider, name = ''] = /^(env|file|prompt):(.+)$/s.exec(reference) ?? []
      if (provider === 'env') return fromEnvironment(environment, name)
      if (provider === 'prompt') return fromPrompt(prompts, name)
      if (provider === 'file') return fromFile(name)
      const shown = JSON.stringify(reference.slice(0, 80))
      return missing(`${shown} names no secret`, 'write env:NAME, file:PATH or prompt:NAME')
    },
  }
}

function fromEnvironment(environment: SecretsOptions['environment'], name: string): SecretRead {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (value === undefined || value === '')
    return missing(`the environment variable ${name} is not set`, `set ${name} and start again`)
  return secret(value, `the environment variable ${name}`)
}

function fromPrompt(prompts: SecretsOptions['prompts'], name: string): SecretRead {
  const value = prompts.get(name)
  if (value === undefined || value === '')
    return missing(`nobody gave the secret ${name}`, 'run it in a terminal and type it, or use env: or file:')
  return secret(value, `the secret ${name}`)
}

/** Only a file of our own user that nobody else may read or write; what is checked is what is read. */
async function fromFile(name: string): Promise<SecretRead> {
  const path = name.startsWith('~/') ? join(homedir(), name.slice(2)) : name
  if (!isAbsolute(path) || path.includes('\0'))
    return missing(`${path} is not absolute`, 'write file:/whole/path or file:~/path')
  let file: FileHandle | undefined
  try {
    // Not waiting for a pipe that stands in its place.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const refusal = refuse(path, await file.stat())
    if (refusal) return refusal
    // One newline at the end is the editor's, not the secret's.
    return secret((await file.readFile('utf8')).replace(/\r?\n$/, ''), path)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'it failed'
    return missing(`${path} cannot be read (${code})`, 'make the file, readable by you alone (chmod 600)')
  } finally {
    await file?.close()
  }
}

function refuse(path: string, stats: Stats): SecretRead | undefined {
  if (!stats.isFile()) return missing(`${path} is not a file`, 'point to a file')
  if (process.getuid && stats.uid !== process.getuid())
    return missing(`${path} belongs to another user`, 'copy it to a file of your own')
  if ((stats.mode & 0o077) !== 0) return missing(`others may use ${path}`, `chmod 600 ${path}`)
  return stats.size > bytesMax
    ? missing(`${path} is longer than 64 KiB`, 'point to a shorter file')
    : undefined
}

/** A NUL ends a value in an environment: half a secret would be handed over. */
const secret = (value: string, where: string): SecretRead => {
  if (value === '') return missing(`${where} is empty`, 'put the secret into it')
  return value.includes('\0') ? missing(`${where} holds a NUL`, 'give it as text') : { kind: 'secret', value }
}

const missing = (why: string, remedy: string): SecretRead => ({ kind: 'missing', why, remedy })
