import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { Launch } from '../../executors/launch.ts'
import { Bug } from '../../text/bug.ts'
import type { Job } from './script.ts'
import { jobText, seatArguments, seatPrelude } from './script.ts'
import type { Ended as SupervisorEnded } from './supervise.ts'
import { startTrouble } from './supervise.ts'

/** How a supervisor ended, or that it did its work, with the exit code it told, and waits for more. */
export type Ended =
  | SupervisorEnded
  | { readonly kind: 'done'; readonly pid: number; readonly code: number | null; readonly osSignal: null }

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
  #ended: SupervisorEnded | undefined
  #waiting: ((ended: Ended) => void) | undefined
  #rest: NodeJS.Timeout | undefined

  constructor() {
    const token = randomBytes(12).toString('hex')
    // Nothing of our environment; a session and group of its own, so that no signal meant for us reaches it.
    this.#child = spawn('/bin/sh', seatArguments(token), {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const { stdin, stdout } = this.#child
    this.#child.once('error', (error) => this.#end({ kind: 'not-started', message: startTrouble(error) }))
    this.#child.once('exit', (code, osSignal) => this.#end({ kind: 'ended', pid: this.pid, code, osSignal }))
    stdout?.setEncoding('latin1').on('data', (text: string) => this.#done(text.trim()))
    // A pipe that broke is told by the exit.
    stdin?.on('error', () => {})
    for (const pipe of [stdin, stdout]) if (pipe instanceof Socket) pipe.unref()
    stdin?.write(seatPrelude)
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  get gone(): boolean {
    return this.#ended !== undefined
  }

  /** Carries a job out. The process stays alive for it, and for it only. */
  carryOut(job: Job): Promise<Ended> {
    if (this.#waiting) throw new Bug('a supervisor carries out one attempt at a time')
    clearTimeout(this.#rest)
    if (this.#ended) return Promise.resolve(this.#ended)
    this.#child.ref()
    this.#child.stdin?.write(jobText(job))
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  /** Waits for another job; without one it ends and says so. */
  rest(ms: number, over: () => void): void {
    this.#rest = setTimeout(() => {
      this.close()
      over()
    }, ms).unref()
  }

  /** It ends when it has done what it was given. */
  close(): void {
    clearTimeout(this.#rest)
    this.#child.stdin?.end()
    this.#child.unref()
  }

  /** A line: the exit code, or nothing when someone else had the claim. */
  #done(line: string): void {
    this.#tell({ kind: 'done', pid: this.pid, code: line === '' ? null : Number(line), osSignal: null })
  }

  #end(ended: SupervisorEnded): void {
    this.#ended ??= ended
    this.#tell(ended)
  }

  #tell(ended: Ended): void {
    this.#child.unref()
    this.#waiting?.(ended)
    this.#waiting = undefined
  }
}
