/** Answers on the bare socket: refused WebSocket handshakes, and bytes that are not HTTP. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { newRequestId } from './request-id.ts'
import { type HttpReply, JSON_TYPE } from './result.ts'

/** Writes the reply and ends the connection; cookies are not sent. */
export function replyOnSocket(socket: Duplex, { statusCode, headers, body }: HttpReply): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const all: Record<string, string> = {
    'content-type': JSON_TYPE,
    'x-request-id': newRequestId(),
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`)
  socket.end(
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  )
}
