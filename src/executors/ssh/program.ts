import { existsSync, fstatSync, fsyncSync, writeFileSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressText } from '../../action/ssh-address.ts'
import { attemptFiles } from '../attempt-files.ts'
import { runResumableProgram, Trouble, writeDurably } from '../own-program.ts'
import type { Connection, Parted } from './connection.ts'
import { connect } from './connection.ts'
import { farCancelSource, farSource } from './far-side.ts'
import type { Frame } from './frames.ts'
import type { SshRequest } from './request.ts'

/** A lost connection is tried again for this long; then only a person can tell what became of the command. */
const patienceMs = 5 * 60_000
/** Between TERM and KILL on the far side. */
const graceMs = 5_000
/** To end a command this long is tried: less than the one who asked waits for us. */
const cancelPatienceMs = 25_000

/** How the effect came out, as far as it can be told from here. */
type End =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'never-ran' }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'trouble'; readonly message: string }

/** One connection's yield: the end, or that it was lost. */
type Met = End | { readonly kind: 'lost'; readonly parted: Parted }

/**
 * Carries one effect out on another host, at most once, however often this program is started for it. Before `go` is
 * said the file `sent` is on this disk: without it nothing can have run, with it the far side is asked.
 */
class Errand {
  readonly #request: SshRequest
  readonly #folder: string
  readonly #effect = process.env['KNEEBOARD_EFFECT'] ?? ''
  readonly #where: string
  readonly #resumed: boolean
  #losses = 0
  #current: Connection | undefined
  #cancelling: Promise<string | undefined> | undefined

  constructor(request: SshRequest, folder: string) {
    const { host, user, port, jump } = request
    this.#request = request
    this.#folder = folder
    this.#where = addressText({
      host,
      jump,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port: String(port) }),
    })
    this.#resumed = this.#wasSent()
  }

  async carryOut(): Promise<End> {
    process.on('SIGTERM', () => this.#cancel())
    if (this.#isCancelled()) {
      if (!this.#wasSent()) return { kind: 'exit', code: 143 }
      this.#cancel()
    } else if (existsSync(join(this.#folder, attemptFiles.resumed)) && !this.#wasSent()) {
      return { kind: 'never-ran' }
    }
    for (let lostAt = performance.now(), pauseMs = 1000; ; pauseMs = Math.min(pauseMs * 2, 15_000)) {
      const before = this.#received()
      const met = await this.#meet()
      if (met.kind !== 'lost') return met
      const cancelled = await this.#cancelling
      if (!this.#wasSent()) return this.#notReached(met.parted)
      if (this.#cancelling && cancelled === undefined) return { kind: 'exit', code: 143 }
      if (cancelled !== undefined) return { kind: 'unknown', why: cancelled }
      if (met.parted.greeted || this.#received() > before) {
        this.#losses++
        lostAt = performance.now()
        pauseMs = 500
      }
      if (performance.now() - lostAt > patienceMs) {
        const why = `the connection to ${this.#where} was lost and could not be made again: ${met.parted.words}`
        return { kind: 'unknown', why }
      }
      await sleep(pauseMs)
    }
  }

  /** One connection, from greeting to end. */
  async #meet(): Promise<Met> {
    const { dialect, source, errexit, there, environment, outputMaxBytes, secrets } = this.#request
    const nonce = randomBytes(12).toString('hex')
    const own = secrets.map((name) => [name, process.env[name] ?? ''] as const)
    let end: End | undefined
    const connection = connect({
      request: this.#request,
      nonce,
      source: farSource({
        nonce,
        effect: this.#effect,
        dialect,
        source,
        errexit,
        cwd: there,
        environment: { ...environment, ...Object.fromEntries(own) },
        from: { stdout: sizeOf(1), stderr: sizeOf(2) },
        outputMaxBytes,
      }),
      onFrame: (frame, on) => {
        const told = end === undefined ? this.#take(frame, on) : undefined
        if (told === undefined) return
        end = told
        if (told.kind !== 'trouble') this.#keep(told)
        on.say('done')
        on.close()
      },
    })
    this.#current = connection
    const parted = await connection.parted
    this.#current = undefined
    return end ?? { kind: 'lost', parted }
  }

  /** What a frame says of the end; undefined while there is none. */
  #take(frame: Frame, connection: Connection): End | undefined {
    switch (frame.kind) {
      case 'bytes':
        if (frame.of === 'outputs')
          writeFileSync(join(this.#folder, attemptFiles.outputs), frame.bytes, append)
        else writeAll(frame.of === 'out' ? 1 : 2, frame.bytes)
        return undefined
      case 'ready':
        return this.#answer(frame.folder, connection)
      case 'exit':
        return { kind: 'exit', code: frame.code }
      case 'never':
        return this.#cancelling ? { kind: 'exit', code: 143 } : { kind: 'never-ran' }
      case 'gone':
        // Whoever killed it there: the rest of its group is ended, so that the answer is definite.
        return { kind: 'exit', code: this.#cancelling ? 143 : 137 }
      case 'rebooted':
        return { kind: 'unknown', why: `${this.#where} was started again while it was running` }
      case 'elsewhere':
        return { kind: 'unknown', why: `it runs on ${frame.host}, and ${this.#where} is another host now` }
      case 'trouble':
        return this.#wasSent()
          ? { kind: 'unknown', why: `${this.#where}: ${frame.words}` }
          : { kind: 'trouble', message: `${this.#where}: ${frame.words}; nothing was run` }
      case 'none':
      case 'ended':
      case 'beat':
        return undefined
    }
  }

  /** The far side waits: the command has not begun there. */
  #answer(folder: 'fresh' | 'found', connection: Connection): End | undefined {
    const sent = this.#wasSent()
    if (sent && folder === 'fresh') {
      connection.say('no')
      return {
        kind: 'unknown',
        why: `${this.#where} has no record of it any more (~/.cache/kneeboard was emptied)`,
      }
    }
    if (this.#isCancelled() || (sent && this.#resumed)) {
      // Values are only with the program that was started first: another makes sure that it never runs.
      connection.say('no')
      return undefined
    }
    if (!sent) writeDurably(this.#folder, sentFile, '')
    connection.say('go')
    return undefined
  }

  #notReached({ words }: Parted): End {
    if (this.#isCancelled()) return { kind: 'exit', code: 143 }
    const message = `no connection to ${this.#where}: ${words}; nothing was run; try: ssh ${this.#request.host}`
    return { kind: 'trouble', message }
  }

  /** The end is on the disk before the far side may forget it, and all output before the end. */
  #keep(end: Exclude<End, { kind: 'trouble' }>): void {
    if (this.#losses > 0 && end.kind === 'exit') {
      const times = this.#losses === 1 ? 'once' : `${this.#losses} times`
      process.stderr.write(
        `kneeboard: the connection to ${this.#where} was lost ${times} and taken up again\n`,
      )
    }
    for (const file of [1, 2]) {
      try {
        fsyncSync(file)
      } catch {
        // A terminal or pipe in a trial run cannot be synced.
      }
    }
    this.settle(end)
  }

  settle(end: Exclude<End, { kind: 'trouble' }>): void {
    if (end.kind !== 'exit') writeDurably(this.#folder, attemptFiles.verdict, JSON.stringify(end))
    writeDurably(this.#folder, attemptFiles.result, `${end.kind === 'exit' ? end.code : 1}\n`)
  }

  /** Ends the command over a second connection; says why when the request could not be brought there. */
  #cancel(): void {
    this.#cancelling ??= this.#wasSent() ? this.#endThere() : Promise.resolve(undefined)
    if (!this.#wasSent()) this.#current?.close()
  }

  async #endThere(): Promise<string | undefined> {
    const until = performance.now() + cancelPatienceMs
    for (let words = ''; ; await sleep(1000)) {
      if (performance.now() > until)
        return `it could not be ended on ${this.#where}, and may still be running there: ${words}`
      const nonce = randomBytes(12).toString('hex')
      let told: Frame | undefined
      const connection = connect({
        request: this.#request,
        nonce,
        source: farCancelSource(nonce, this.#effect, graceMs),
        onFrame: (frame, on) => {
          told = frame
          on.close()
        },
      })
      const parted = await connection.parted
      if (told?.kind === 'elsewhere') return `it runs on ${told.host}, and ${this.#where} is another host now`
      if (told) return undefined
      words = parted.words
    }
  }

  readonly #wasSent = (): boolean => existsSync(join(this.#folder, sentFile))
  readonly #isCancelled = (): boolean =>
    this.#cancelling !== undefined || existsSync(join(this.#folder, attemptFiles.cancel))
  readonly #received = (): number => sizeOf(1) + sizeOf(2)
}

const sentFile = 'sent'
const append = { flag: 'a', mode: 0o600 } as const

/** What was received is what lies in the spool: also for a program that takes another's place. */
const sizeOf = (file: number): number => (fstatSync(file).isFile() ? fstatSync(file).size : 0)

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += writeSync(file, bytes, at));
}

/** Entry of the process that carries a block out on another host: `node program.ts FOLDER`. */
await runResumableProgram(async (request, folder) => {
  const errand = new Errand(request as SshRequest, folder)
  const end = await errand.carryOut()
  if (end.kind === 'trouble') throw new Trouble(end.message)
  if (!existsSync(join(folder, attemptFiles.result))) errand.settle(end)
  return end.kind === 'exit' ? end.code : 1
})
