import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Something a shell is given to carry out, with the variables it is started with. */
export type Case = { readonly source: string; readonly environment: Readonly<Record<string, string>> }

export type Outcome = {
  /** What `probe` was called with, one list a call; undefined when the shell died before the case's end. */
  readonly calls: readonly (readonly string[])[]
}

export type Batch = {
  readonly outcomes: readonly Outcome[]
  /** Files that came to be: any is a canary. */
  readonly files: readonly string[]
}

/** The path of a shell that is installed, or undefined. */
export const shellPath = (name: string): string | undefined =>
  ['/bin', '/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path))

export type Options = {
  readonly shell: string
  /** Arguments before the script: `-r` for a restricted bash. */
  readonly flags?: readonly string[]
  /** Commands on PATH; `touch` is always there, so that a canary can be made. */
  readonly commands: readonly string[]
  readonly casesAtOnce?: number
}

/**
 * Carries cases out in a real shell, many in one process, each in a subshell of its own in an empty folder.
 * `probe` records its arguments, separated by NUL so that any value is told apart.
 */
export function runCases(cases: readonly Case[], options: Options): Batch {
  const folder = mkdtempSync(join(tmpdir(), 'kneeboard-shell-'))
  try {
    const bin = join(folder, 'bin')
    const work = join(folder, 'work')
    mkdirSync(bin)
    mkdirSync(work)
    for (const command of ['touch', ...options.commands]) {
      const path = shellPath(command)
      if (path) symlinkSync(path, join(bin, command))
    }
    const outcomes: Outcome[] = []
    const atOnce = options.casesAtOnce ?? 400
    for (let from = 0; from < cases.length; from += atOnce)
      outcomes.push(...runBatch(cases.slice(from, from + atOnce), options, { folder, bin, work }))
    return { outcomes, files: readdirSync(work) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Folders = { readonly folder: string; readonly bin: string; readonly work: string }

function runBatch(
  cases: readonly Case[],
  { shell, flags = [] }: Options,
  { folder, bin, work }: Folders,
): readonly Outcome[] {
  const script = join(folder, 'script')
  writeFileSync(script, [preamble, ...cases.map(caseScript)].join('\n'))
  const result = spawnSync(shell, [...flags, script], {
    cwd: work,
    env: { PATH: bin, HOME: work, LC_ALL: 'C.UTF-8' },
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
    input: '',
  })
  const parts = result.stdout.toString('utf8').split('\u0001case\u0001\0')
  // A shell that died or hung on the way would make every later case look harmless.
  if (parts.length !== cases.length + 1)
    throw new Error(
      `${shell} carried out ${parts.length - 1} of ${cases.length} cases (${String(result.signal)})`,
    )
  return cases.map((_, index) => ({ calls: callsOf(parts[index + 1] ?? '') }))
}

// One call is: the mark, the number of arguments, then each followed by NUL.
const preamble = `probe() { printf '\\001call\\001\\0'; if [ $# -gt 0 ]; then printf '%s\\0' "$@"; fi; }
ulimit -t 20`

function caseScript({ source, environment }: Case): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`)
  return `printf '\\001case\\001\\0'\n( ${[...exports, `eval ${quoted(source)}`].join('\n')}\n) 2>/dev/null </dev/null`
}

/** The one quoting every shell agrees on. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

function callsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\u0001call\u0001\0')
    .slice(1)
    .map((call) => call.split('\0').slice(0, -1))
}
