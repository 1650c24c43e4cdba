/** Pipelined requests of one connection are served one after the other, so that a client that reads nothing holds one answer. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that wait for its earlier answers. Browsers and HTTP libraries do not pipeline at all. */
export const MAX_WAITING_REQUESTS = 1_000

interface Line {
  busy: boolean
  waiting: { request: IncomingMessage; response: ServerResponse }[]
}

/**
 * Wraps a server's listener. HTTP/1.1 answers in the order of the requests (RFC 9112 section 9.3.2), so nothing is gained by
 * working on the second one early. A connection with more than MAX_WAITING_REQUESTS is ended.
 */
export function oneAnswerAtATime(listener: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>()

  const serve = (line: Line, request: IncomingMessage, response: ServerResponse) => {
    line.busy = true
    response.once('close', () => {
      line.busy = false
      const next = line.waiting.shift()
      if (next === undefined) return
      if (next.request.socket.destroyed) line.waiting.length = 0
      else serve(line, next.request, next.response)
    })
    listener(request, response)
  }

  return (request, response) => {
    const { socket } = request
    let line = lines.get(socket)
    if (line === undefined) {
      line = { busy: false, waiting: [] }
      lines.set(socket, line)
    }
    if (!line.busy) return serve(line, request, response)
    if (line.waiting.length >= MAX_WAITING_REQUESTS) {
      line.waiting.length = 0
      socket.destroy()
      return
    }
    line.waiting.push({ request, response })
  }
}
