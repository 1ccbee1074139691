import type { MessagePort } from 'node:worker_threads'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Bug } from '../../text/bug.ts'
import type { Desk } from './batch.ts'
import { carryOut } from './batch.ts'
import { openDatabase } from './database.ts'
import type { Packed } from './pack.ts'
import { unpack } from './pack.ts'
import type { DatabaseOptions, Opened, Reply, Request } from './request.ts'
import { makeStore } from './store.ts'
import { troubleOf } from './trouble.ts'

/** Entry of the thread that owns the database: it blocks on the disk so that nothing else has to. */
function main(port: MessagePort, options: DatabaseOptions): void {
  const desk = openDesk(port, options)
  if (!desk) return port.close()
  port.on('message', (first: Packed) => {
    const requests = waiting(port, first)
    const replies: readonly Reply[] = carryOut(desk, requests)
    const closing = requests.some(({ op }) => op === 'close')
    if (closing) desk.db.close()
    port.postMessage(replies)
    if (closing) port.close()
  })
}

function openDesk(port: MessagePort, options: DatabaseOptions): Desk | undefined {
  try {
    const db = openDatabase(options)
    port.postMessage({ kind: 'opened' } satisfies Opened)
    return { db, store: makeStore(db), path: options.path }
  } catch (thrown) {
    port.postMessage({ kind: 'refused', trouble: troubleOf(thrown, options.path) } satisfies Opened)
    return undefined
  }
}

/** One transaction takes at most this many requests, so that the first of a flood is not kept waiting for the last. */
const batchMax = 2000

/** The first message and everything that came while the last transaction was being written. */
function waiting(port: MessagePort, first: Packed): Request[] {
  const requests = unpack(first)
  while (requests.length < batchMax) {
    const next: { message: Packed } | undefined = receiveMessageOnPort(port)
    if (!next) break
    requests.push(...unpack(next.message))
  }
  return requests
}

if (!parentPort) throw new Bug('this file is the entry of a thread')
main(parentPort, workerData as DatabaseOptions)
