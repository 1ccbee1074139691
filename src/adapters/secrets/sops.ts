import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { parseDocument } from 'yaml'
import { findProgram } from '../../executors/find-program.ts'
import type { SecretReference } from '../../plan/secret-reference.ts'
import type { Found } from './found.ts'
import { fieldOf, missing } from './found.ts'
import { configFolder, fromHome } from '../config-file.ts'
import { privateFile, readOwnFile } from '../own-file.ts'
import { decryptSops } from './sops-file.ts'

type Reference = Extract<SecretReference, { provider: 'sops' }>

export type SopsOptions = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly directory: string
}

const bytesMax = 2 ** 20
/** A key service of a cloud may be asked. */
const timeoutMs = 30_000

/**
 * A value of a file that SOPS encrypted: by the program `sops` where it is on the path, because it knows every kind
 * of key; else by ourselves, with an age key where SOPS looks for one (`SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`,
 * `~/.config/sops/age/keys.txt`).
 */
export async function readFromSops({ path, keys }: Reference, options: SopsOptions): Promise<Found> {
  const { environment, directory } = options
  const home = fromHome(path, environment)
  const file = isAbsolute(home) ? home : join(directory, home)
  const stats = await stat(file).catch(() => undefined)
  if (!stats?.isFile()) return missing(`there is no file ${file}`, 'correct the path')
  if (stats.size > bytesMax)
    return missing(`${file} is longer than 1 MiB`, 'put the secret into a file of its own')
  const program = findProgram('sops', environment['PATH'] ?? '')
  return program === undefined
    ? byOurselves(file, keys, environment)
    : byProgram(program, file, keys, environment)
}

async function byOurselves(
  file: string,
  keys: readonly string[],
  environment: SopsOptions['environment'],
): Promise<Found> {
  const identities = await identitiesOf(environment)
  if ('kind' in identities) return identities
  const read = await decryptSops(await readFile(file, 'utf8'), identities)
  return read.kind === 'values'
    ? fieldOf(read.values, keys, file)
    : missing(`${file} ${read.why}`, read.remedy)
}

async function identitiesOf(environment: SopsOptions['environment']): Promise<readonly string[] | Found> {
  const given = environment['SOPS_AGE_KEY']
  if (given !== undefined && given !== '') return keysIn(given)
  const named = environment['SOPS_AGE_KEY_FILE']
  const path =
    named === undefined || named === '' ? join(configFolder(environment), 'sops/age/keys.txt') : named
  const file = readOwnFile(path, privateFile)
  if (file.kind === 'refused') return missing(file.why, file.remedy)
  if (file.kind === 'text') return keysIn(file.text)
  return missing(`there is no age key (${path})`, 'set SOPS_AGE_KEY_FILE, or install sops for other keys')
}

const keysIn = (text: string): readonly string[] =>
  text.split(/\s+/).filter((word) => word.startsWith('AGE-SECRET-KEY-'))

function byProgram(
  program: string,
  file: string,
  keys: readonly string[],
  environment: SopsOptions['environment'],
): Promise<Found> {
  const options = {
    env: environment,
    timeout: timeoutMs,
    maxBuffer: 4 * bytesMax,
    killSignal: 'SIGKILL',
  } as const
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['--decrypt', '--output-type', 'json', file],
      options,
      (error, stdout) => {
        if (error)
          return resolve(missing(`sops could not decrypt ${file}`, `try it by hand: sops --decrypt ${file}`))
        const document = parseDocument(stdout, { logLevel: 'silent' })
        resolve(fieldOf(document.errors.length > 0 ? undefined : document.toJS(), keys, file))
      },
    )
    child.stdin?.on('error', () => {}).end()
  })
}
