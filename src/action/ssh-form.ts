import * as z from 'zod/mini'
import { isMap, isPair, isScalar } from 'yaml'
import type { Document } from 'yaml'
import type { ShellDialect } from '../shell/dialect.ts'
import type { SshAddress } from './ssh-address.ts'

/** What a `yaml ssh` block says, before its script is judged. */
export type SshForm = {
  readonly address: SshAddress
  readonly dialect: ShellDialect
  readonly script: string
  /** The offset in the block's text of each line of `script`. */
  readonly lineOffsets: readonly number[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
}

const text = z.union([z.string(), z.number()])

const form = z.strictObject({
  host: z.string(),
  user: z.optional(z.string()),
  port: z.optional(text),
  jump: z.optional(z.union([z.string(), z.array(z.string())])),
  shell: z.optional(z.enum(['sh', 'bash', 'zsh'])),
  cwd: z.optional(z.string()),
  env: z.optional(
    z.record(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/)), z.union([text, z.boolean()])),
  ),
  script: z.string(),
})

export const sshExample = 'host: web-1; script: the commands; and if needed user, port, jump, shell, cwd, env'

/** Reads the parsed body of a `yaml ssh` block; undefined when it is not one. */
export function readSshForm(document: Document, source: string, value: unknown): SshForm | undefined {
  const parsed = z.safeParse(form, value)
  if (!parsed.success) return undefined
  const { host, user, port, jump = [], shell = 'sh', cwd, env = {}, script } = parsed.data
  return {
    address: {
      host,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port: String(port) }),
      jump: typeof jump === 'string' ? jump.split(',').map((hop) => hop.trim()) : jump,
    },
    dialect: shell,
    script,
    lineOffsets: lineOffsetsOf(document, source, script),
    env: Object.fromEntries(Object.entries(env).map(([name, one]) => [name, String(one)])),
    ...(cwd === undefined ? {} : { cwd }),
  }
}

/** Where each line of the script stands in the block: exact for `script: |`, else where the script begins. */
function lineOffsetsOf({ contents }: Document, source: string, script: string): readonly number[] {
  const pair = isMap(contents)
    ? contents.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === 'script')
    : undefined
  const node = pair && isScalar(pair.value) ? pair.value : undefined
  const start = node?.range?.[0] ?? 0
  const lines = script.split('\n')
  if (node?.type !== 'BLOCK_LITERAL') return lines.map(() => start)
  let at = source.indexOf('\n', start) + 1
  return lines.map((line) => {
    const end = source.indexOf('\n', at)
    const written = source.slice(at, end === -1 ? source.length : end)
    const offset = at + (line === '' ? 0 : Math.max(0, written.length - line.length))
    at = end === -1 ? source.length : end + 1
    return offset
  })
}
