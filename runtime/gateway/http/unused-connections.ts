/** Connections that were opened ahead and never asked anything, as browsers and fetch do. */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** Gives back how to close them: Node counts such a connection as busy, so that a stop would wait for its client. */
export function trackUnusedConnections(server: Server): () => void {
  const unused = new Set<Socket>()
  const used = ({ socket }: IncomingMessage) => void unused.delete(socket)
  server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', used)
  server.on('upgrade', used)
  return () => {
    for (const socket of unused) socket.destroy()
  }
}
