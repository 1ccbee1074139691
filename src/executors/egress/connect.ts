import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Door, Guard } from './guard.ts'

/** Connects to what a guard lets through, or rejects: with an EgressRefusal before anything is opened. */
export function connectTo(guard: Guard, door: Door, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    guard.check(door)
    const socket = connect({ host: door.host, port: door.port, lookup: guard.lookup(door) })
    const late = setTimeout(() => socket.destroy(new Error('no connection in time')), timeoutMs)
    socket.once('connect', () => {
      clearTimeout(late)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('error', () => clearTimeout(late))
  })
}
