/** The WebSockets of this process, by connectionId. */
import { WebSocket } from 'ws'
import type { Transport } from './transport.ts'

/** A peer that lets more than this pile up is dropped: some 2,000 progress messages, or minutes of status. */
export const MAX_BUFFERED_BYTES = 1024 * 1024
/** Messages that wait for a handshake to finish; the handler's own greeting and what is broadcast meanwhile. */
export const MAX_WAITING_MESSAGES = 64

const CLOSE_GRACE_MS = 1_000

/** A connected client; the gateway keeps more with it. */
export interface AttachedClient {
  socket: WebSocket
}

/** The only map of the sockets of this process. */
export interface Sockets<Client extends AttachedClient = AttachedClient> extends Transport {
  /** Messages to this client wait from now until it is attached. */
  expect(connectionId: string): void
  /** The handshake is done: the messages that waited are sent, in order. */
  attach(connectionId: string, client: Client): void
  forget(connectionId: string): void
  client(connectionId: string): Client | undefined
  clients(): Client[]
}

const AS_TEXT = { binary: false }

/** The transport whose sockets the gateway attaches. A client that is too slow is terminated, never buffered without bound. */
export function openSockets<Client extends AttachedClient>(): Sockets<Client> {
  const open = new Map<string, Client>()
  const waiting = new Map<string, Buffer[]>()

  return {
    expect: (connectionId) => void waiting.set(connectionId, []),
    attach(connectionId, client) {
      open.set(connectionId, client)
      for (const text of waiting.get(connectionId) ?? []) client.socket.send(text, AS_TEXT)
      waiting.delete(connectionId)
    },
    forget(connectionId) {
      open.delete(connectionId)
      waiting.delete(connectionId)
    },
    client: (connectionId) => open.get(connectionId),
    clients: () => [...open.values()],
    close(connectionId, code, reason) {
      const socket = open.get(connectionId)?.socket
      socket?.close(code, reason)
      // A peer that does not answer the close frame has no claim to the connection.
      setTimeout(() => socket?.terminate(), CLOSE_GRACE_MS).unref()
    },
    send(connectionId, text) {
      const socket = open.get(connectionId)?.socket
      if (socket === undefined) return keep(waiting.get(connectionId), text)
      if (socket.readyState !== WebSocket.OPEN) return false
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
        socket.terminate()
        return false
      }
      socket.send(text, AS_TEXT)
      return true
    },
  }
}

function keep(queue: Buffer[] | undefined, text: Buffer): boolean {
  if (queue === undefined || queue.length >= MAX_WAITING_MESSAGES) return false
  queue.push(text)
  return true
}
