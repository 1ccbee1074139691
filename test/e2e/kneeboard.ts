import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { spawn as spawnTerminal } from '@lydell/node-pty'
import type { Desk } from '../desk.ts'

export const entry = join(import.meta.dirname, '../../bin/kneeboard.js')

export type Ended = { readonly exit: number | null; readonly out: string; readonly err: string }

export const environmentOf = ({ folder, state }: Desk): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: dirname(folder),
  XDG_STATE_HOME: state,
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
})

/** The real command line as a child process: no terminal, its output through pipes. */
export function inPipe(
  desk: Desk,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], {
      cwd: desk.folder,
      env: { ...environmentOf(desk), ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const text = { out: '', err: '' }
    child.stdout.on('data', (data: Buffer) => (text.out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (text.err += data.toString()))
    child.once('error', reject)
    child.once('close', (exit) => resolve({ exit, ...text }))
  })
}

/** The real command line in a pseudo-terminal of 80×24, with a person's hands on it. */
export type Terminal = {
  /** Waits until the text appears after everything already waited for; says what stood there when it does not. */
  readonly sees: (text: string | RegExp, withinMs?: number) => Promise<void>
  readonly press: (keys: string) => void
  /** Presses a key that changes nothing on the screen, and gives it the time to be read on its own. */
  readonly pressAlone: (key: string) => Promise<void>
  /** Sends a signal to the process, as `kill` would. */
  readonly kill: (osSignal: string) => void
  readonly ended: Promise<number>
  /** Everything it wrote. */
  readonly text: () => string
}

export function inTerminal(
  desk: Desk,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Terminal {
  let text = ''
  let seen = 0
  let wake: () => void = () => undefined
  const terminal = spawnTerminal(process.execPath, [entry, ...args], {
    cwd: desk.folder,
    env: { ...environmentOf(desk), ...extra },
    cols: 80,
    rows: 24,
  })
  terminal.onData((data) => {
    text += data
    wake()
  })
  const ended = new Promise<number>((resolve) => {
    terminal.onExit(({ exitCode }) => resolve(exitCode))
  })
  const sees = async (wanted: string | RegExp, withinMs = 20_000): Promise<void> => {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = findIn(withoutColours(text), wanted, seen)
      if (found !== undefined) {
        seen = found
        return
      }
      const left = deadline - Date.now()
      if (left <= 0)
        throw new Error(`${String(wanted)} did not come; it said:\n${withoutColours(text).slice(seen)}`)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, Math.min(left, 500))
      })
    }
  }
  return {
    sees,
    press: (keys) => terminal.write(keys),
    pressAlone: async (key) => {
      terminal.write(key)
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    kill: (osSignal) => process.kill(terminal.pid, osSignal),
    ended,
    text: () => text,
  }
}

const escape = '\u001b'
const colours = new RegExp(`${escape}\\[[0-9;]*m`, 'g')

/** As it reads: colours could stand in the middle of any word. */
export const withoutColours = (text: string): string => text.replaceAll(colours, '')

/** Where the wanted text ends, looked for from an offset. */
function findIn(text: string, wanted: string | RegExp, from: number): number | undefined {
  if (typeof wanted === 'string') {
    const at = text.indexOf(wanted, from)
    return at === -1 ? undefined : at + wanted.length
  }
  const match = new RegExp(wanted, 'g')
  match.lastIndex = from
  return match.exec(text) ? match.lastIndex : undefined
}

/** The id of the run that was told last. */
export const runIn = (text: string): string => /run_[0-9a-z]{22}/.exec(text)?.[0] ?? ''
