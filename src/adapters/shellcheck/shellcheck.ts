import { execFile } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { ShellNote } from '../../lint/shell-note.ts'
import type { ShellCheck } from '../../ports/shell-check.ts'
import { lineStarts } from '../../text/range.ts'

/** Longer than it has ever needed for a block of a runbook. */
const patienceMs = 10_000
const outputMaxBytes = 4 * 1024 * 1024

/**
 * Left out, because a block of a runbook is not a script: no first line that names a shell (2148), variables that
 * other blocks set (2154) and read (2034), files that are not there (1091), `cd` that ends the block when it fails (2164).
 */
const notOurs = [1091, 2034, 2148, 2154, 2164]

/**
 * ShellCheck as a program: the source on its standard input, no configuration file read, nothing of the environment.
 * Undefined when the program lies in the library: a checkout does not bring its own.
 */
export function openShellCheck(program: string, library: string): ShellCheck | undefined {
  const real = realpathSync(program)
  if (real.startsWith(library + sep) || program.startsWith(library + sep)) return undefined
  const { size, mtimeMs } = statSync(real)
  return {
    identity: `${real} ${size} ${mtimeMs}`,
    check: ({ dialect, source }) =>
      dialect === 'zsh'
        ? Promise.resolve([])
        : ask(real, dialect, source).then((said) => notesOf(source, said)),
  }
}

function ask(program: string, dialect: string, source: string): Promise<string> {
  const args = [
    '--norc',
    '--format=json1',
    '--severity=warning',
    `--shell=${dialect}`,
    `--exclude=${notOurs.map((code) => `SC${code}`).join(',')}`,
    '-',
  ]
  const options = { cwd: '/', env: { LC_ALL: 'C.UTF-8' }, timeout: patienceMs, maxBuffer: outputMaxBytes }
  return new Promise((done) => {
    // It ends with 1 when it has something to say, and what it said is then still there.
    const child = execFile(program, args, options, (_error, stdout) => done(stdout))
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(source)
  })
}

/** Reads `{"comments":[{"line":1,"column":2,"endLine":1,"endColumn":5,"code":2086,"message":"…"}]}`. */
function notesOf(source: string, said: string): readonly ShellNote[] {
  const comments = field(parse(said), 'comments')
  const starts = lineStarts(source)
  if (!Array.isArray(comments)) return []
  return comments.flatMap((comment: unknown): readonly ShellNote[] => {
    const [code, message] = [field(comment, 'code'), field(comment, 'message')]
    const from = offsetOf(source, starts, field(comment, 'line'), field(comment, 'column'))
    const to = offsetOf(source, starts, field(comment, 'endLine'), field(comment, 'endColumn'))
    if (typeof code !== 'number' || typeof message !== 'string' || from === undefined) return []
    return [{ code, message, range: { from, to: Math.max(from, to ?? from) } }]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/** It counts lines and characters from 1; a character outside the basic plane is one for it and two for us. */
function offsetOf(
  source: string,
  starts: readonly number[],
  line: unknown,
  column: unknown,
): number | undefined {
  const start = typeof line === 'number' ? starts[line - 1] : undefined
  if (start === undefined || typeof column !== 'number') return undefined
  const end = source.indexOf('\n', start)
  const text = source.slice(start, end === -1 ? source.length : end)
  return (
    start +
    Array.from(text)
      .slice(0, column - 1)
      .join('').length
  )
}
