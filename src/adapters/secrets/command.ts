import { execFile } from 'node:child_process'
import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { SecretReference } from '../../plan/secret-reference.ts'
import type { Found } from './found.ts'
import { found, missing } from './found.ts'
import { configFile } from '../config-file.ts'
import { privateFile, readOwnFile } from '../own-file.ts'

const form = z.strictObject({
  commands: z.record(z.string(), z.array(z.string()).check(z.minLength(1))),
})

/** A password manager that asks a person takes a while; one that hangs must not hold a run. */
const timeoutMs = 60_000

/**
 * What a program of the user's own `~/.config/kneeboard/secrets.yaml` prints. It is started without a shell, with the
 * user's environment; what it says on standard error is not repeated, because it may hold anything.
 *
 *     commands:
 *       database: [pass, show, prod/database]
 */
export async function readFromCommand(
  { name }: Extract<SecretReference, { provider: 'command' }>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Found> {
  const path = configFile('secrets.yaml', environment)
  const file = readOwnFile(path, privateFile)
  if (file.kind === 'refused') return missing(file.why, file.remedy)
  const example = `write into ${path}: commands: {${name}: [program, argument]}`
  if (file.kind === 'absent') return missing(`${path} does not exist`, example)
  const document = parseDocument(file.text, { logLevel: 'silent' })
  const parsed = z.safeParse(
    form,
    document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }),
  )
  if (!parsed.success) return missing(`${path} does not read as a list of commands`, example)
  const { commands } = parsed.data
  const [program = '', ...words] = (Object.hasOwn(commands, name) ? commands[name] : undefined) ?? []
  if (program === '') return missing(`${path} has no command ${name}`, example)
  return new Promise((resolve) => {
    const options = {
      env: environment,
      timeout: timeoutMs,
      maxBuffer: 2 ** 17,
      killSignal: 'SIGKILL',
    } as const
    const child = execFile(program, words, options, (error, stdout) => {
      if (!error) return resolve(found(stdout.replace(/\r?\n$/, ''), `what the command ${name} prints`))
      resolve(missing(`the command ${name} ${wordsOf(error)}`, `try it by hand: ${program} …`))
    })
    child.stdin?.on('error', () => {}).end()
  })
}

function wordsOf(error: { code?: string | number | null; killed?: boolean; signal?: string | null }): string {
  if (error.code === 'ENOENT') return 'is not on the path'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'prints more than a secret can be'
  if (error.killed) return `did not end within ${timeoutMs / 1000} s`
  return typeof error.code === 'number'
    ? `ended with ${error.code}`
    : `could not be run (${error.code ?? error.signal})`
}
