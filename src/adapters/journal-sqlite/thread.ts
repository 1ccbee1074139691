import { Worker } from 'node:worker_threads'
import { StorageError } from '../../ports/storage-error.ts'
import { Bug } from '../../text/bug.ts'
import { pack } from './pack.ts'
import type { Database, DatabaseOptions, Opened, Operation, Operations, Reply, Request } from './request.ts'
import { errorOf } from './trouble.ts'

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }

/** Requests in one message: a transaction of so many costs several times its sync. */
const pieceMax = 32

/** Owns the database thread: questions go out in batches, answers come back by number. */
export class DatabaseThread implements Database {
  readonly #worker: Worker
  readonly #path: string
  readonly #waiting = new Map<number, Waiting>()
  #outgoing: Request[] = []
  #lastId = 0
  #ended: Error | undefined

  private constructor(worker: Worker, path: string) {
    this.#worker = worker
    this.#path = path
  }

  /** Resolves when the database is open; rejects with a StorageError when it cannot be. */
  static async open(url: URL, options: DatabaseOptions): Promise<DatabaseThread> {
    // The thread needs nothing of the environment, which may hold secrets, nor of the process's own flags.
    const worker = new Worker(url, { workerData: options, env: {}, execArgv: [], name: 'journal' })
    const thread = new DatabaseThread(worker, options.path)
    await new Promise<void>((resolve, reject) => {
      thread.#waiting.set(0, { resolve: () => resolve(), reject })
      worker.on('message', (message: Opened | readonly Reply[]) => thread.#receive(message))
      worker.on('error', (error) => thread.#end(new Bug(`the journal's thread failed: ${error.message}`)))
      worker.on('exit', () => thread.#end(stopped(options.path)))
    })
    return thread
  }

  /** The process stays alive only while something is asked. */
  ask<O extends Operation>(op: O, ask: Operations[O]['ask']): Promise<Operations[O]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref()
      // The thread answers each operation with its own type: Operations is the contract both sides compile against.
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject })
      // Sent when nothing more comes by itself: one message, one transaction. A flood goes in pieces, so that the
      // thread is at one while the next is made.
      if (this.#outgoing.length === 0) process.nextTick(() => this.#send())
      if (this.#outgoing.push({ id, op, ask } as Request) >= pieceMax) this.#send()
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    const closing = this.ask('close', undefined)
    this.#ended = new StorageError('closed', `${this.#path} is closed`, 'open it again')
    await closing
    await this.#worker.terminate()
  }

  #send(): void {
    const requests = this.#outgoing
    if (requests.length === 0) return
    this.#outgoing = []
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(pack(requests))
    } catch (thrown) {
      for (const { id } of requests) this.#settle(id)?.reject(new Bug(`cannot be stored: ${String(thrown)}`))
    }
  }

  #receive(message: Opened | readonly Reply[]): void {
    if ('kind' in message) {
      const opening = this.#settle(0)
      if (message.kind === 'refused') opening?.reject(errorOf(message.trouble))
      else opening?.resolve(undefined)
      return
    }
    for (const reply of message) {
      const waiting = this.#settle(reply.id)
      if (reply.kind === 'done') waiting?.resolve(reply.answer)
      else waiting?.reject(errorOf(reply.trouble))
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#worker.unref()
    return waiting
  }

  #end(why: Error): void {
    this.#ended ??= why
    for (const waiting of this.#waiting.values()) waiting.reject(why)
    this.#waiting.clear()
  }
}

const stopped = (path: string): StorageError =>
  new StorageError(
    'stopped',
    `the thread that writes ${path} ended`,
    'open it again and read what was stored',
  )
