/** One connected client: ordered messages, pings, and the close when the service stops. */
import type { WebSocket } from 'ws'
import type { Peer } from './event.ts'

/** Messages of one client that wait for its earlier ones; its socket is not read on meanwhile. */
const MAX_QUEUED_MESSAGES = 32
/** Between the close frame and the end of the connection when the service stops. */
const CLOSE_GRACE_MS = 1_000

/** RFC 6455 section 7.4.1. */
const GOING_AWAY = 1001
const UNSUPPORTED_DATA = 1003

/** A connected client, of whom @connections tells too. */
export interface Client extends Peer {
  lastActiveAtMs: number
  unansweredPings: number
  socket: WebSocket
}

/** Reads a client's messages. `answer` gives the text to answer one with, empty for none; the next one waits for it. */
export function listen(
  peer: Peer,
  socket: WebSocket,
  answer: (peer: Peer, message: string) => Promise<string>,
): Client {
  const client: Client = { ...peer, socket, lastActiveAtMs: Date.now(), unansweredPings: 0 }
  let queued = 0
  let last = Promise.resolve()
  const handle = async (message: string) => {
    const text = await answer(peer, message)
    if (text !== '' && socket.readyState === socket.OPEN) socket.send(text)
  }
  socket.on('message', (data, isBinary) => {
    client.lastActiveAtMs = Date.now()
    if (isBinary) {
      socket.close(UNSUPPORTED_DATA, 'Send text: messages are JSON')
      return
    }
    if (++queued >= MAX_QUEUED_MESSAGES) socket.pause()
    last = last
      .then(() => handle(data.toString()))
      .finally(() => {
        if (--queued < MAX_QUEUED_MESSAGES && socket.isPaused) socket.resume()
      })
  })
  socket.on('pong', () => {
    client.unansweredPings = 0
  })
  return client
}

/** Sends a ping, or drops the client when it has answered none of the last two. */
export function ping(client: Client): void {
  if (client.unansweredPings >= 2) client.socket.terminate()
  else {
    client.unansweredPings++
    client.socket.ping()
  }
}

/** Sends the close frame of a service that stops (1001). */
export function sayGoingAway(socket: WebSocket): void {
  socket.close(GOING_AWAY, 'The service is stopping')
}

/** Closes with 1001 and resolves when the connection has ended, by force after a second. */
export async function closeClient({ socket }: Client): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  sayGoingAway(socket)
  const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(timer)
}
