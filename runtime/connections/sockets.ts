/** The WebSockets of this process, by connection identifier. */
import { WebSocket } from 'ws'
import type { Transport } from './transport.ts'

/** A peer that lets more than this pile up is dropped: some 2,000 progress messages, or minutes of status. */
export const MAX_BUFFERED_BYTES = 1024 * 1024
/** Messages that wait for a handshake to finish; the handler's own greeting and what is broadcast meanwhile. */
export const MAX_WAITING_MESSAGES = 64

export interface Sockets extends Transport {
  /** Messages to this client wait from now until it is attached. */
  expect(connectionId: string): void
  /** The handshake is done: what waited is sent, in order. */
  attach(connectionId: string, socket: WebSocket): void
  forget(connectionId: string): void
  get(connectionId: string): WebSocket | undefined
}

const AS_TEXT = { binary: false }

/** The transport whose sockets the gateway attaches. A peer that is too slow is terminated, never buffered without bound. */
export function openSockets(): Sockets {
  const open = new Map<string, WebSocket>()
  const waiting = new Map<string, Buffer[]>()

  return {
    expect: (connectionId) => void waiting.set(connectionId, []),
    attach(connectionId, socket) {
      open.set(connectionId, socket)
      for (const text of waiting.get(connectionId) ?? []) socket.send(text, AS_TEXT)
      waiting.delete(connectionId)
    },
    forget(connectionId) {
      open.delete(connectionId)
      waiting.delete(connectionId)
    },
    get: (connectionId) => open.get(connectionId),
    send(connectionId, text) {
      const socket = open.get(connectionId)
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
