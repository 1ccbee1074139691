import { spawn } from 'node:child_process'
import type { Frame } from './frames.ts'
import { makeFrameReader } from './frames.ts'
import type { SshRequest } from './request.ts'
import { clientArguments } from './request.ts'

/** One connection: how it ended, when it ended. */
export type Parted = {
  /** False when the far side never spoke: nothing of our source was read there. */
  readonly greeted: boolean
  /** What client and login said on standard error, in one line. */
  readonly words: string
}

export type Connection = {
  say(line: 'go' | 'no' | 'done'): void
  /** Says that nothing more comes, and waits for the client's end. */
  close(): void
  readonly parted: Promise<Parted>
}

export type Meeting = {
  readonly request: SshRequest
  readonly nonce: string
  readonly source: string
  /** Called in order; a frame is dealt with before the next one comes. */
  readonly onFrame: (frame: Frame, connection: Connection) => void
}

/**
 * Starts the client and gives the far side its source. The client is in a session of its own and without our mark: a
 * request to end us must reach the far side over a connection, and not cut the one there is.
 */
export function connect({ request, nonce, source, onFrame }: Meeting): Connection {
  const { KNEEBOARD_EFFECT: _mark, ...environment } = process.env
  for (const name of request.secrets) delete environment[name]
  const child = spawn(request.client, clientArguments(request), {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: environment,
  })
  const read = makeFrameReader(nonce)
  let greeted = false
  let errors = ''
  let words: string | undefined
  const parted = new Promise<Parted>((resolve) => {
    child.once('error', (error) => resolve({ greeted: false, words: error.message }))
    child.once('close', (code) => resolve({ greeted, words: words ?? lastWords(errors, code) }))
  })
  // A client that is gone tells so by closing.
  child.stdin.on('error', () => {})
  child.stderr.on('data', (piece: Buffer) => (errors = (errors + piece.toString('utf8')).slice(-2000)))
  const connection: Connection = {
    say: (line) => void child.stdin.write(`${line}\n`),
    close: () => {
      child.stdin.end()
      // What does not end by itself is not waited for.
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
    },
    parted,
  }
  child.stdout.on('data', (piece: Buffer) => {
    const frames = read(piece)
    if (frames === 'not-ours') {
      words = 'what answers there is no POSIX shell that we can speak to'
      child.kill('SIGKILL')
      return
    }
    for (const frame of frames) {
      greeted = true
      onFrame(frame, connection)
    }
  })
  child.stdin.write(source)
  return connection
}

function lastWords(errors: string, code: number | null): string {
  const lines = errors.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  return lines.length === 0 ? `ssh ended with ${code ?? 'a signal'}` : lines.slice(-3).join('; ').slice(-400)
}
