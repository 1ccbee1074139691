import { mkdirSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { IPty } from '@lydell/node-pty'
import { runOwnProgram, Trouble } from '../own-program.ts'
import type { Frame } from './frames.ts'
import { frameReader } from './frames.ts'
import { TerminalModes } from './modes.ts'
import type { TerminalRequest } from './request.ts'

/**
 * Entry of the process that holds a command's terminal: `node program.ts FOLDER`. What the command shows goes to our
 * standard output, which is the spool, and to the one terminal that has joined; it may go and another may come.
 */
async function hold(request: TerminalRequest, folder: string): Promise<number> {
  const held = new HeldTerminal(request.outputMaxBytes)
  const place = dirname(request.socket)
  // Exclusively: one that is there already is somebody else's.
  if (place !== folder) mkdirSync(place, { mode: 0o700 })
  const server = await listen(request.socket, held)
  try {
    // Whoever started us joins in a moment: the command then sees the right window from the beginning.
    await Promise.race([held.joined, sleep(1000)])
    return await held.run(await start(request, held.window))
  } finally {
    await close(server, held, request.socket, folder)
  }
}

type Window = { readonly columns: number; readonly rows: number }

async function start({ argv, cwd }: TerminalRequest, { columns, rows }: Window): Promise<IPty> {
  const [program, ...words] = argv
  try {
    const { spawn } = await import('@lydell/node-pty')
    return spawn(program, words, {
      cwd,
      env: process.env,
      name: process.env['TERM'] ?? 'xterm-256color',
      cols: columns,
      rows,
      encoding: null,
    })
  } catch (thrown) {
    throw new Trouble(
      `no terminal can be made on this system: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    )
  }
}

function listen(socket: string, held: HeldTerminal): Promise<Server> {
  const server = createServer((client) => held.join(client))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, () => resolve(server))
  })
}

/** Kept of what was shown, for whoever joins later. */
const pastBytesMax = 16 * 1024
/** More than this that a terminal has not taken makes the command wait. */
const waitingBytesMax = 2 ** 20

/** A command's terminal, with or without one of a person joined to it. */
class HeldTerminal {
  readonly #spoolMaxBytes: number
  readonly #modes = new TerminalModes()
  #spooled = 0
  #past: Buffer = Buffer.alloc(0)
  #pty: IPty | undefined
  #client: Socket | undefined
  #hasJoined: () => void = () => undefined
  readonly joined = new Promise<void>((resolve) => {
    this.#hasJoined = resolve
  })
  window: Window = { columns: 80, rows: 24 }

  constructor(outputMaxBytes: number) {
    // One byte more than is kept tells that there was more.
    this.#spoolMaxBytes = outputMaxBytes + 1
  }

  /** Resolves with the command's exit code, as a shell tells it. */
  run(pty: IPty): Promise<number> {
    this.#pty = pty
    // As when the window of a terminal is closed; shells that people type into pass TERM over.
    process.on('SIGTERM', () => pty.kill('SIGHUP'))
    // Bytes, because no encoding was asked for; the types only know text.
    pty.onData((data) => this.#show(data as unknown as Buffer))
    return new Promise((resolve) => {
      pty.onExit(({ exitCode, signal }) => {
        this.#pty = undefined
        resolve(signal ? 128 + signal : exitCode)
      })
    })
  }

  /** A terminal joins; the one before is let go. */
  join(client: Socket): void {
    this.#client?.destroy()
    this.#client = client
    const isLater = this.#pty !== undefined
    const read = frameReader()
    let isGreeted = !isLater
    client.on('error', () => undefined)
    client.on('close', () => {
      if (this.#client !== client) return
      this.#client = undefined
      this.#pty?.resume()
    })
    client.on('data', (bytes: Buffer) => {
      const frames = read(bytes)
      if (!frames) client.destroy()
      for (const frame of frames ?? []) this.#take(frame)
      if (isGreeted || !frames) return
      isGreeted = true
      this.#greet(client)
    })
  }

  /** Everything shown has left us. */
  async leave(): Promise<void> {
    const client = this.#client
    if (!client) return
    await Promise.race([new Promise<void>((resolve) => client.end(() => resolve())), sleep(1000)])
    client.destroy()
  }

  #take(frame: Frame): void {
    if (frame.kind === 'keys') {
      // Bytes go as they are; the types only know text.
      this.#pty?.write(Buffer.from(frame.bytes) as unknown as string)
      return
    }
    this.window = frame
    this.#resize(frame)
    this.#hasJoined()
  }

  /** What a terminal that comes later needs to see: what stands there, or the whole screen drawn again. */
  #greet(client: Socket): void {
    const { columns, rows } = this.window
    client.write(this.#modes.enter())
    if (!this.#modes.isOnOtherScreen) client.write(plainPast(this.#past))
    // Programs draw again when the window changes: it does, and changes back.
    if (rows > 1) this.#resize({ columns, rows: rows - 1 })
    setTimeout(() => this.#resize(this.window), 50).unref()
  }

  #resize({ columns, rows }: Window): void {
    try {
      this.#pty?.resize(columns, rows)
    } catch {
      // The command has ended, and we are about to be told.
    }
  }

  #show(bytes: Buffer): void {
    const room = this.#spoolMaxBytes - this.#spooled
    if (room > 0) writeAll(bytes.subarray(0, room))
    this.#spooled += Math.min(bytes.length, Math.max(room, 0))
    this.#modes.feed(bytes)
    this.#past = Buffer.concat([this.#past, bytes]).subarray(-pastBytesMax)
    const client = this.#client
    if (!client || client.write(bytes) || client.writableLength < waitingBytesMax) return
    this.#pty?.pause()
    client.once('drain', () => this.#pty?.resume())
  }
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

/** Colours and words only: a sequence that asks the terminal something would be answered into the command. */
function plainPast(past: Buffer): string {
  const whole = past.toString('utf8')
  const text = past.length < pastBytesMax ? whole : whole.slice(whole.indexOf('\n') + 1)
  return text.replace(sequences, (sequence) => (colour.test(sequence) ? sequence : ''))
}

const colour = new RegExp(String.raw`^\u001b\[[0-9;]*m$`)

const sequences = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\u001b[\]P^_X][^\u0007\u001b]*(?:\u0007|\u001b\\|$)`,
    String.raw`\u001b[ -/]*[0-~]`,
    String.raw`\u001b`,
  ].join('|'),
  'g',
)

async function close(server: Server, held: HeldTerminal, socket: string, folder: string): Promise<void> {
  await held.leave()
  server.close()
  rmSync(socket, { force: true })
  if (dirname(socket) !== folder) rmdirSync(dirname(socket))
}

await runOwnProgram((request, folder) => hold(request as TerminalRequest, folder))
