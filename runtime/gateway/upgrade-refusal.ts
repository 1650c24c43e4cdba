/** Answers a WebSocket handshake with an ordinary HTTP response, on the bare socket. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { newRequestId } from './request-id.ts'

interface Refusal {
  statusCode: number
  headers: Record<string, string>
  body: string | Buffer
}

export function refuseUpgrade(socket: Duplex, { statusCode, headers, body }: Refusal): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const all: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
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
