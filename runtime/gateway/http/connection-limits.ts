/** What one client address may hold of the server: connections, and time for what is slow. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { plainAddress } from './client-address.ts'
import { connectionKey } from './connection-key.ts'

/** For the request line and the headers. Also the time in which a new connection must ask something. */
export const HEADERS_TIMEOUT_MS = 20_000
/** For the whole request with its body; a body has at most 1 MiB. */
export const REQUEST_TIMEOUT_MS = 60_000
/** How often Node looks for connections that exceed the two limits above. */
export const CHECK_INTERVAL_MS = 5_000
/** A client that takes nothing of an answer for this time is gone. */
export const UNREAD_ANSWER_TIMEOUT_MS = 60_000

interface Connection {
  socket: Socket
  /** Requests without an answer; null before the first request. */
  unanswered: number | null
}

/**
 * Holds connections of one address to `maxPerAddress` (0: no limit): a new one takes the place of the one that is idle for longest, and
 * is refused where none is idle. Ends connections that do not read their answer. Sockets that became WebSockets do not count: they have
 * a limit of their own (WS_MAX_CONNECTIONS). `isExempt` is for proxies, behind which many clients are.
 */
export function limitConnections(
  server: Server,
  maxPerAddress: number,
  isExempt: (address: string) => boolean,
  refused: (address: string) => void,
  unreadTimeoutMs = UNREAD_ANSWER_TIMEOUT_MS,
): void {
  /** By address, then by connection; who was idle last is at the end. */
  const open = new Map<string, Map<string, Connection>>()
  const of = ({ socket }: IncomingMessage) => {
    const connections = open.get(plainAddress(socket.remoteAddress))
    const key = connectionKey(socket)
    return { connections, key, connection: connections?.get(key) }
  }
  const release = (address: string, key: string, socket: Socket) => {
    const connections = open.get(address)
    if (connections?.get(key)?.socket !== socket) return
    connections.delete(key)
    if (connections.size === 0) open.delete(address)
  }

  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress)
    if (maxPerAddress === 0 || isExempt(address)) return
    const connections = open.get(address) ?? new Map<string, Connection>()
    if (connections.size >= maxPerAddress && !endIdleOne(connections)) {
      refused(address)
      socket.destroy()
      return
    }
    const key = connectionKey(socket)
    connections.set(key, { socket, unanswered: null })
    open.set(address, connections)
    socket.once('close', () => release(address, key, socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { connections, key, connection } = of(request)
    if (connections === undefined || connection === undefined) return
    connection.unanswered = (connection.unanswered ?? 0) + 1
    response.once('close', () => {
      connection.unanswered = (connection.unanswered ?? 1) - 1
      if (connection.unanswered > 0 || connections.get(key) !== connection) return
      connections.delete(key)
      connections.set(key, connection)
    })
  })
  server.on('upgrade', (request) => {
    const { key, connection } = of(request)
    if (connection !== undefined) release(plainAddress(request.socket.remoteAddress), key, connection.socket)
  })
  server.setTimeout(unreadTimeoutMs, (socket) => {
    // A long capture and a live view of a silent camera are quiet too, but nothing waits to be read.
    if (socket.writableLength > 0) socket.destroy()
  })
}

/** Ends the connection that waits for its next request for longest; false where all are busy. */
function endIdleOne(connections: Map<string, Connection>): boolean {
  for (const [key, { socket, unanswered }] of connections) {
    if (unanswered !== 0) continue
    connections.delete(key)
    socket.destroy()
    return true
  }
  return false
}
