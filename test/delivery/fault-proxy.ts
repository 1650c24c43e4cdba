/** A proxy between the service and the store that injects the faults of real stores and networks. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault =
  /** The connection is closed before anything is sent on. */
  | 'down'
  /** The connection is reset in the middle of the request body. */
  | 'reset_in_body'
  /** The store stores; the answer is 500. */
  | 'error_after_storing'
  /** The answer is 200; nothing is stored. */
  | 'lies'
  /** Other bytes of the same length are stored under the key, by somebody else. */
  | 'wrong_bytes'
  | 'slow_down'
  | 'full'
  | 'clock_skew'
  | 'expired_token'
  /** The store has no conditional writes. */
  | 'no_conditions'

const ERRORS: Partial<Record<Fault, [status: number, code: string]>> = {
  slow_down: [503, 'SlowDown'],
  full: [507, 'InsufficientCapacity'],
  clock_skew: [403, 'RequestTimeTooSkewed'],
  expired_token: [400, 'ExpiredToken'],
}

/** Faults that pass by themselves: whatever of them a delivery meets, a later try succeeds. */
const PASSING: Fault[] = [
  'down',
  'reset_in_body',
  'error_after_storing',
  'lies',
  'slow_down',
  'full',
  'clock_skew',
  'expired_token',
]

export const randomFault = (): Fault | undefined => PASSING[Math.floor(Math.random() * PASSING.length)]

export interface FaultProxy {
  endpoint: string
  /** Chooses the fault of each request; undefined passes it on unchanged. */
  fault: (request: IncomingMessage) => Fault | undefined
  /** Requests by method, those that failed included. */
  requests: Record<string, number>
  close(): Promise<void>
}

export async function startFaultProxy(storeEndpoint: string): Promise<FaultProxy> {
  const store = new URL(storeEndpoint)
  const proxy = { fault: () => undefined, requests: {} } as unknown as FaultProxy
  const server = createServer((incoming, outgoing) => {
    const method = incoming.method ?? ''
    proxy.requests[method] = (proxy.requests[method] ?? 0) + 1
    const fault = proxy.fault(incoming)
    if (fault === 'down') return void incoming.socket.destroy()
    if (fault === 'reset_in_body' && method === 'PUT') {
      return void incoming.once('data', () => incoming.socket.resetAndDestroy())
    }
    if (fault === 'no_conditions' && incoming.headers['if-none-match'] !== undefined) {
      return answerError(incoming, outgoing, 501, 'NotImplemented')
    }
    if (fault === 'lies' && method === 'PUT') {
      return void incoming.resume().once('end', () => outgoing.writeHead(200, { etag: '"0"' }).end())
    }
    const error = fault === undefined ? undefined : ERRORS[fault]
    if (error !== undefined) return answerError(incoming, outgoing, ...error)
    passOn(store, incoming, outgoing, fault)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return proxy
}

/** The signature covers the Host header, so it is passed on as the client sent it. */
function passOn(store: URL, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined) {
  const forwarded = request(
    {
      host: store.hostname,
      port: store.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (answer) => {
      if (fault === 'error_after_storing' && incoming.method === 'PUT') {
        answer.resume()
        return sendError(outgoing, 500, 'InternalError')
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  forwarded.on('error', () => outgoing.destroy())
  incoming.pipe(forwarded)
}

function answerError(incoming: IncomingMessage, outgoing: ServerResponse, status: number, code: string) {
  incoming.resume()
  sendError(outgoing, status, code)
}

function sendError(outgoing: ServerResponse, status: number, code: string) {
  outgoing.writeHead(status, { 'content-type': 'application/xml', connection: 'close' })
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}
