import { isAbsolute, resolve } from 'node:path'
import type { ConfigProblem } from '../adapters/server-config/problem.ts'
import type { ConfigOrigin } from '../adapters/server-config/read-config.ts'
import { readConfig } from '../adapters/server-config/read-config.ts'
import type { ServerConfig } from '../adapters/server-config/schema.ts'
import type { Trouble } from '../app/app.ts'
import type { ConfigWords } from '../cli/world.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type FoundConfig = {
  readonly kind: 'config'
  readonly config: ServerConfig
  readonly file: string | undefined
  readonly origins: readonly ConfigOrigin[]
}

/** The configuration of a server: file, environment and command line against one schema, and what hangs together in it. */
export function serverConfig(environment: Environment, words: ConfigWords): FoundConfig | Trouble {
  const { config: file, ...said } = words
  const found = readConfig({
    file: file === undefined ? undefined : resolve(file),
    environment,
    words: said,
  })
  if (found.kind === 'refused') return troubleOf(found.problems)
  const problems = contradictions(found.config)
  return problems.length > 0 ? troubleOf(problems) : found
}

/** What each key allows, but not all together. */
function contradictions({ listen, publicUrl, library, data }: ServerConfig): readonly ConfigProblem[] {
  const local = ['127.0.0.1', '::1', 'localhost'].includes(listen.host)
  return [
    ...(local || publicUrl !== undefined
      ? []
      : [
          {
            why: `listen.host is ${listen.host}, which others reach, and publicUrl does not say how they call it`,
            remedy: 'set publicUrl (https://kneeboard.example.com), or listen.host: 127.0.0.1',
          },
        ]),
    ...(data !== undefined && library !== undefined && isAbsolute(data) && data.startsWith(`${library}/`)
      ? [{ why: `data is inside the library: ${data}`, remedy: 'keep records elsewhere' }]
      : []),
  ]
}

function troubleOf(problems: readonly ConfigProblem[]): Trouble {
  const all = problems.map((problem): Trouble => ({ kind: 'trouble', ...problem }))
  const [first, ...more] = all
  return { kind: 'trouble', why: 'the configuration is refused', remedy: '', ...first, more }
}
