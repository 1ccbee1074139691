import { StorageError } from '../../ports/storage-error.ts'
import { Bug } from '../../text/bug.ts'
import type { Desk } from './batch.ts'
import { carryOut } from './batch.ts'
import { openDatabase } from './database.ts'
import type { Database, DatabaseOptions, Operation, Operations, Request } from './request.ts'
import { makeStore } from './store.ts'
import { errorOf, troubleOf } from './trouble.ts'

type Waiting = {
  readonly request: Request
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** A database in the thread that asks: nothing has to be started for it, and the disk is waited for where it is asked. */
export class DatabaseHere implements Database {
  readonly #desk: Desk
  #waiting: Waiting[] = []
  #ended: Error | undefined

  private constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Throws a StorageError when it cannot be opened. */
  static open(options: DatabaseOptions): DatabaseHere {
    try {
      const db = openDatabase(options)
      return new DatabaseHere({ db, store: makeStore(db), path: options.path })
    } catch (thrown) {
      throw errorOf(troubleOf(thrown, options.path))
    }
  }

  ask<O extends Operation>(op: O, ask: Operations[O]['ask']): Promise<Operations[O]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      const request = { id: this.#waiting.length, op, ask } as Request
      // Carried out when nothing more comes by itself: what is asked at once is one transaction.
      if (this.#waiting.length === 0) process.nextTick(() => this.#carryOut())
      // Each operation is answered with its own type: Operations is the contract.
      this.#waiting.push({ request, resolve: resolve as (answer: unknown) => void, reject })
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    const closing = this.ask('close', undefined)
    const { db, path } = this.#desk
    this.#ended = new StorageError('closed', `${path} is closed`, 'open it again')
    await closing
    db.close()
  }

  #carryOut(): void {
    const waiting = this.#waiting
    this.#waiting = []
    const replies = carryOut(
      this.#desk,
      waiting.map(({ request }) => request),
    )
    for (const [index, { resolve, reject }] of waiting.entries()) {
      const reply = replies[index]
      if (reply?.kind === 'done') resolve(reply.answer)
      else reject(reply ? errorOf(reply.trouble) : new Bug('a request without a reply'))
    }
  }
}
