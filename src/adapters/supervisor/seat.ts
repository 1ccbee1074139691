import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { Launch } from '../../executors/launch.ts'
import { Bug } from '../../text/bug.ts'
import type { Job } from './script.ts'
import { gateLine, jobText, seatArguments, seatPrelude } from './script.ts'
import type { Ended as SupervisorEnded } from './supervise.ts'
import { startTrouble } from './supervise.ts'

/** How a supervisor ended; or it did its work, with this exit code; or what it had begun left without the claim. */
export type Ended = SupervisorEnded | Told

type Told =
  | { readonly kind: 'done'; readonly pid: number; readonly code: number }
  | { readonly kind: 'unclaimed'; readonly pid: number; readonly code: number }

/** Of environment and arguments together: far below what any system takes, so that a seat never meets its limit. */
const charactersMax = 60_000

/**
 * Whether a seat can hand this over exactly. What may be too large is started on its own, where that can be told;
 * so are names that some shell keeps for itself.
 */
export function fitsSeat({ argv, environment, resumable }: Launch): boolean {
  // Its starts after the first have a claim each.
  if (resumable) return false
  const names = Object.keys(environment)
  if (names.some((name) => special.test(name))) return false
  const texts = [...argv, ...names, ...Object.values(environment)]
  return texts.reduce((sum, { length }) => sum + length, 0) <= charactersMax
}

const special =
  /^(?:[^A-Za-z_].*|.*[^A-Za-z0-9_].*|_|BASH.*|COMP_.*|DIRSTACK|E?UID|EPOCH.*|FUNCNAME|GROUPS|HIST.*|IFS|LINENO|MAIL.*|OLDPWD|OPT.*|PIPESTATUS|POSIXLY_CORRECT|PPID|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM)$/

/** A supervisor that stays. Its orders come through a pipe: when this process dies, it ends after what it is doing. */
export class Seat {
  readonly #child: ChildProcess
  readonly #token = randomBytes(12).toString('hex')
  #ended: SupervisorEnded | undefined
  #job: PromiseWithResolvers<Ended> | undefined
  #rest: NodeJS.Timeout | undefined

  constructor() {
    // Nothing of our environment; a session and group of its own, so that no signal meant for us reaches it. The
    // fourth is the gate: apart from the orders, so that what waits there never takes a piece of one.
    this.#child = spawn('/bin/sh', seatArguments(this.#token), {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    })
    const { stdin, stdout } = this.#child
    this.#child.once('error', (error) => this.#end({ kind: 'not-started', message: startTrouble(error) }))
    this.#child.once('exit', (code, osSignal) => this.#end({ kind: 'ended', pid: this.pid, code, osSignal }))
    stdout?.setEncoding('latin1').on('data', (text: string) => this.#done(text.trim()))
    // A pipe that broke is told by the exit.
    for (const pipe of [stdin, this.#gate]) pipe?.on('error', () => {})
    for (const pipe of [stdin, stdout, this.#gate]) if (pipe instanceof Socket) pipe.unref()
    stdin?.write(seatPrelude)
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  get gone(): boolean {
    return this.#ended !== undefined
  }

  get #gate(): Writable | undefined {
    const gate = this.#child.stdio[3]
    return gate instanceof Socket ? gate : undefined
  }

  /** Takes a job up to the gate: nothing of it is done before `open`. */
  hold(job: Job): void {
    if (this.#job) throw new Bug('a supervisor carries out one attempt at a time')
    clearTimeout(this.#rest)
    this.#job = Promise.withResolvers()
    if (this.#ended) this.#job.resolve(this.#ended)
    else this.#child.stdin?.write(jobText(job))
  }

  /** Lets the job it holds begin, and waits for its end. The process stays alive for it, and for it only. */
  open(): Promise<Ended> {
    if (!this.#job) throw new Bug('a supervisor holds nothing')
    if (!this.#ended) this.#child.ref()
    this.#gate?.write(gateLine(this.pid, this.#token))
    return this.#job.promise
  }

  /** Waits for another job; without one it ends and says so. */
  rest(ms: number, over: () => void): void {
    this.#rest = setTimeout(() => {
      this.close()
      over()
    }, ms).unref()
  }

  /** It ends when it has done what it was given; what it only holds leaves without having begun. */
  close(): void {
    clearTimeout(this.#rest)
    this.#child.stdin?.end()
    this.#gate?.destroy()
    this.#child.unref()
  }

  /** A line: the exit code, alone or behind `none`. */
  #done(line: string): void {
    const [first, second] = line.split(' ')
    if (first === 'none') this.#tell({ kind: 'unclaimed', pid: this.pid, code: Number(second) })
    else this.#tell({ kind: 'done', pid: this.pid, code: Number(first) })
  }

  #end(ended: SupervisorEnded): void {
    this.#ended ??= ended
    this.#gate?.destroy()
    this.#tell(ended)
  }

  #tell(ended: Ended): void {
    this.#child.unref()
    this.#job?.resolve(ended)
    if (ended.kind === 'done') this.#job = undefined
  }
}
