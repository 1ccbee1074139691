import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { GitPlace } from '../git/git.ts'

/** A larger object is no runbook: it is not read. */
const bytesMax = 64 * 1024 * 1024

type Waiting = { readonly object: string; readonly done: (bytes: Buffer | undefined) => void }

/**
 * Reads objects by their ids, in one process that stays (`git cat-file --batch`). Nothing is ever named by a path: a
 * name with a line break in it would be two requests.
 */
export class ObjectReader {
  readonly #place: GitPlace
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined
  #waiting: Waiting[] = []
  #pieces: Buffer[] = []
  #held = 0
  /** Bytes of the answer that is being read, its line break too; undefined before its first line is there. */
  #wanted: number | undefined

  constructor(place: GitPlace) {
    this.#place = place
  }

  /** The object's bytes; undefined when there is none by that id. */
  read(object: string): Promise<Buffer | undefined> {
    if (!/^[0-9a-f]{40,64}$/.test(object)) return Promise.resolve(undefined)
    return new Promise((done) => {
      this.#waiting.push({ object, done })
      this.#process().stdin.write(`${object}\n`)
    })
  }

  close(): void {
    this.#child?.stdin.end()
    this.#child = undefined
  }

  #process(): ChildProcessByStdio<Writable, Readable, null> {
    if (this.#child) return this.#child
    const { folder, options, environment } = this.#place
    const child = spawn('git', [...options, 'cat-file', '--batch'], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child = child
    child.stdout.on('data', (piece: Buffer) => this.#take(piece))
    child.stdin.on('error', () => undefined)
    child.on('error', () => this.#lost(child))
    child.on('close', () => this.#lost(child))
    return child
  }

  /** What was asked of a process that ended has no answer; the next question starts another. */
  #lost(child: ChildProcessByStdio<Writable, Readable, null>): void {
    if (this.#child !== undefined && this.#child !== child) return
    this.#child = undefined
    this.#pieces = []
    this.#held = 0
    this.#wanted = undefined
    for (const { done } of this.#waiting.splice(0)) done(undefined)
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#held += piece.length
    if (this.#wanted !== undefined && this.#held < this.#wanted) return
    let all: Buffer = Buffer.concat(this.#pieces)
    for (let rest = this.#answer(all); rest !== undefined; rest = this.#answer(all)) all = rest
    this.#pieces = [all]
    this.#held = all.length
  }

  /** Takes one whole answer off the front; undefined when there is none yet. `ID blob SIZE LF bytes LF`, `ID missing LF`. */
  #answer(all: Buffer): Buffer | undefined {
    const end = all.indexOf(0x0a)
    if (end === -1) return undefined
    const size = / (\d+)$/.exec(all.toString('latin1', 0, end))?.[1]
    if (size === undefined) return this.#give(undefined, all.subarray(end + 1))
    const to = end + 1 + Number(size)
    this.#wanted = to + 1
    if (all.length < to + 1) return undefined
    return this.#give(
      Number(size) > bytesMax ? undefined : Buffer.from(all.subarray(end + 1, to)),
      all.subarray(to + 1),
    )
  }

  #give(bytes: Buffer | undefined, rest: Buffer): Buffer {
    this.#wanted = undefined
    this.#waiting.shift()?.done(bytes)
    return rest
  }
}
