import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A wire to a port of loopback that can be cut: whoever speaks through it is told nothing more. */
export type Wire = { readonly port: number; cut(): void; close(): void }

export function openWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    near.pipe(far).pipe(near)
  })
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({ port, cut, close: () => (cut(), void server.close()) })
    })
  })
}
