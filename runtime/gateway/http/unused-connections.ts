/** Closes connections that a browser opened in advance and never used. */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { connectionKey } from './connection-key.ts'

/** Gives back how to close them: Node counts such a connection as busy, so that a stop would wait for its client. */
export function trackUnusedConnections(server: Server): () => void {
  const unused = new Map<string, Socket>()
  const used = ({ socket }: IncomingMessage) => void unused.delete(connectionKey(socket))
  server.on('connection', (socket: Socket) => {
    const key = connectionKey(socket)
    unused.set(key, socket)
    socket.once('close', () => {
      if (unused.get(key) === socket) unused.delete(key)
    })
  })
  server.on('request', used)
  server.on('upgrade', used)
  return () => {
    for (const socket of unused.values()) socket.destroy()
  }
}
