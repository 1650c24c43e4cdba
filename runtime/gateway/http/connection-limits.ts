/** Limits of one client address: open connections, and the time of slow requests. */
import type { Server } from 'node:http'
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

/**
 * Ends connections above `maxPerAddress` (0: no limit) and those that do not read their answer. Sockets that became WebSockets do not
 * count: they have a limit of their own (WS_MAX_CONNECTIONS). `isExempt` is for proxies, behind which many clients are.
 */
export function limitConnections(
  server: Server,
  maxPerAddress: number,
  isExempt: (address: string) => boolean,
  refused: (address: string) => void,
): void {
  const open = new Map<string, number>()
  const counted = new WeakSet<Socket>()
  const release = (socket: Socket, address: string) => {
    if (!counted.delete(socket)) return
    const left = (open.get(address) ?? 1) - 1
    if (left > 0) open.set(address, left)
    else open.delete(address)
  }
  /** By the connection: an upgrade names the socket that TLS made, and not the one that was counted. */
  const held = new Map<string, { socket: Socket; address: string }>()

  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress)
    if (maxPerAddress === 0 || isExempt(address)) return
    const count = open.get(address) ?? 0
    if (count >= maxPerAddress) {
      refused(address)
      socket.destroy()
      return
    }
    open.set(address, count + 1)
    counted.add(socket)
    const key = connectionKey(socket)
    held.set(key, { socket, address })
    socket.once('close', () => {
      if (held.get(key)?.socket === socket) held.delete(key)
      release(socket, address)
    })
  })
  server.on('upgrade', ({ socket }) => {
    const connection = held.get(connectionKey(socket))
    if (connection !== undefined) release(connection.socket, connection.address)
  })
  server.setTimeout(UNREAD_ANSWER_TIMEOUT_MS, (socket) => {
    // A long capture and a live view of a silent camera are quiet too, but nothing waits to be read.
    if (socket.writableLength > 0) socket.destroy()
  })
}
