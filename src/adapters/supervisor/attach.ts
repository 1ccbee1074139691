import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeFrame } from '../../executors/terminal/frames.ts'
import { TerminalModes } from '../../executors/terminal/modes.ts'

/** A terminal a person sits at, as a process has it. */
export type Terminal = {
  readonly input: Pick<NodeJS.ReadStream, 'on' | 'off' | 'resume' | 'pause' | 'setRawMode'>
  readonly output: Pick<NodeJS.WriteStream, 'write' | 'on' | 'off' | 'columns' | 'rows'>
}

/** A terminal that is lent to a command. */
export type Loan = {
  /** The command has ended: what it showed last is shown, and the terminal is as it was. */
  end(): Promise<void>
}

/** How long the last output of a command that has ended is waited for. */
const lastMs = 2000

/** Joins a person's terminal to the one of a command, as soon as that is there, and again if the wire between breaks. */
export function lendTerminal(terminal: Terminal, socket: string): Loan {
  const over = new AbortController()
  const done = (async () => {
    while (!over.signal.aborted) {
      const wire = await tryConnect(socket)
      if (wire) await join(terminal, wire)
      else await sleep(20)
    }
  })()
  return {
    async end() {
      over.abort()
      await Promise.race([done, sleep(lastMs, undefined, { ref: false })])
    },
  }
}

function tryConnect(socket: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const wire = connect(socket)
    wire.once('connect', () => resolve(wire))
    wire.once('error', () => resolve(undefined))
  })
}

/** Keys go to the command as they are typed, Ctrl-C too; what it shows comes back raw. Until the wire is closed. */
function join({ input, output }: Terminal, wire: Socket): Promise<void> {
  const modes = new TerminalModes()
  const typed = (bytes: Buffer | string): void =>
    void wire.write(
      encodeFrame({ kind: 'keys', bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes }),
    )
  const resized = (): void =>
    void wire.write(encodeFrame({ kind: 'window', columns: output.columns ?? 80, rows: output.rows ?? 24 }))
  wire.on('error', () => undefined)
  wire.on('data', (bytes: Buffer) => {
    modes.feed(bytes)
    if (output.write(bytes)) return
    wire.pause()
    output.on('drain', resume)
  })
  const resume = (): void => {
    output.off('drain', resume)
    wire.resume()
  }
  resized()
  input.setRawMode?.(true)
  input.on('data', typed)
  input.resume()
  output.on('resize', resized)
  return new Promise((resolve) => {
    wire.once('close', () => {
      input.off('data', typed)
      output.off('resize', resized)
      output.off('drain', resume)
      input.setRawMode?.(false)
      input.pause()
      output.write(modes.leave())
      resolve()
    })
  })
}
