/** WebSockets at /ws/{channel}: each becomes the $connect, message and $disconnect events of API Gateway. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Sockets } from '../connections/sockets.ts'
import { ServiceError, toServiceError } from '../errors.ts'
import { InvocationContext } from './context.ts'
import { type Cors, isSameOrigin } from './cors.ts'
import { errorReply } from './error-reply.ts'
import { invoke, type LoadedFunction } from './handlers.ts'
import { httpReply } from './http-result.ts'
import type { GatewayLogger } from './logger.ts'
import { newRequestId } from './request-id.ts'
import { replyOnSocket } from './socket-reply.ts'
import { connectEvent, disconnectEvent, messageEvent, type Peer, selectRouteKey } from './websocket-event.ts'

/** API Gateway's limit of a WebSocket message ("Amazon API Gateway quotas"). */
export const MAX_MESSAGE_BYTES = 128 * 1024
/** Messages of one client that wait for its earlier ones; its socket is not read on meanwhile. */
const MAX_QUEUED_MESSAGES = 32
/** Between the close frame and the end of the connection when the service stops. */
const CLOSE_GRACE_MS = 1_000

/** RFC 6455 section 7.4.1. */
const GOING_AWAY = 1001
const UNSUPPORTED_DATA = 1003
const ABNORMAL = 1006

export interface WebSocketOptions {
  server: Server
  /** By route key: $connect, $disconnect, $default and the service's own. */
  routes: Map<string, LoadedFunction>
  routeSelectionExpression: string
  sockets: Sockets
  cors: Cors
  /** A peer that answers no ping for this long is dropped (CONNECTION_TIMEOUT). */
  connectionTimeoutMs: number
  logger: GatewayLogger
}

/** What @connections tells of a client. */
export interface Client extends Peer {
  lastActiveAtMs: number
  socket: WebSocket
}

export interface WebSocketGateway {
  client(connectionId: string): Client | undefined
  /** Refuses new clients, closes the others with 1001 and resolves when every $disconnect has run. */
  close(): Promise<void>
}

export function serveWebSockets(options: WebSocketOptions): WebSocketGateway {
  const { routes, sockets, logger } = options
  const clients = new Map<string, Client & { unansweredPings: number }>()
  const endings = new Set<Promise<void>>()
  const subprotocols = new WeakMap<IncomingMessage, string>()
  let closing = false
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (_offered, request) => subprotocols.get(request) ?? false,
  })

  const run = async (
    fn: LoadedFunction,
    build: (facts: { requestId: string; timeEpochMs: number }) => unknown,
  ) => {
    const requestId = newRequestId()
    return invoke(fn, build({ requestId, timeEpochMs: Date.now() }), new InvocationContext(fn, requestId))
  }

  const disconnect = (peer: Peer, code: number, reason: string) => {
    clients.delete(peer.connectionId)
    sockets.forget(peer.connectionId)
    const fn = routes.get('$disconnect')
    if (fn === undefined) return
    const ending = run(fn, (facts) => disconnectEvent(peer, facts, code, reason)).then(
      () => {},
      (error) => logger.error('$disconnect failed', { connection_id: peer.connectionId, error }),
    )
    endings.add(ending)
    void ending.then(() => endings.delete(ending))
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const peer = readPeer(request)
    if (closing) return replyOnSocket(socket, unavailable())
    if (peer === undefined) return replyOnSocket(socket, notFound(request))
    const { origin, host } = request.headers
    if (origin !== undefined && !options.cors.allows(origin) && !isSameOrigin(origin, host)) {
      return replyOnSocket(socket, forbidden(origin))
    }
    sockets.expect(peer.connectionId)
    const connect = routes.get('$connect')
    if (connect !== undefined) {
      const reply = await run(connect, (facts) => connectEvent(peer, facts)).then(httpReply, (error) => {
        logger.error('$connect failed', { connection_id: peer.connectionId, error })
        return errorReply(toServiceError(error))
      })
      if (reply.statusCode >= 300) {
        sockets.forget(peer.connectionId)
        return replyOnSocket(socket, reply)
      }
      const subprotocol = reply.headers['sec-websocket-protocol']
      if (subprotocol !== undefined) subprotocols.set(request, subprotocol)
    }
    // From here on $connect has run, so that $disconnect must, however the handshake ends.
    if (socket.destroyed || closing) {
      disconnect(peer, ABNORMAL, 'The client left during the handshake')
      socket.destroy()
      return
    }
    const left = () => disconnect(peer, ABNORMAL, 'The handshake failed')
    socket.once('close', left)
    acceptor.handleUpgrade(request, socket, head, (accepted) => {
      socket.off('close', left)
      serveClient(peer, accepted)
    })
  }

  const serveClient = (peer: Peer, socket: WebSocket) => {
    const client = { ...peer, socket, lastActiveAtMs: Date.now(), unansweredPings: 0 }
    clients.set(peer.connectionId, client)
    let queued = 0
    let last = Promise.resolve()
    socket.on('message', (data, isBinary) => {
      client.lastActiveAtMs = Date.now()
      if (isBinary) {
        socket.close(UNSUPPORTED_DATA, 'Send text: messages are JSON')
        return
      }
      if (++queued >= MAX_QUEUED_MESSAGES) socket.pause()
      last = last
        .then(() => handleMessage(peer, socket, data.toString()))
        .finally(() => {
          if (--queued < MAX_QUEUED_MESSAGES && socket.isPaused) socket.resume()
        })
    })
    socket.on('pong', () => {
      client.unansweredPings = 0
    })
    socket.on('error', (error) =>
      logger.debug('A WebSocket failed', { connection_id: peer.connectionId, error }),
    )
    socket.once('close', (code, reason) => disconnect(peer, code, reason.toString()))
    sockets.attach(peer.connectionId, socket)
    if (closing) socket.close(GOING_AWAY, 'The service is stopping')
  }

  const handleMessage = async (peer: Peer, socket: WebSocket, body: string) => {
    const chosen = selectRouteKey(options.routeSelectionExpression, body)
    const routeKey = chosen !== undefined && routes.has(chosen) ? chosen : '$default'
    const fn = routes.get(routeKey)
    const answer = { connectionId: peer.connectionId }
    // The two answers API Gateway itself gives.
    if (fn === undefined) return socket.send(JSON.stringify({ message: 'Forbidden', ...answer }))
    try {
      const result = await run(fn, (facts) => messageEvent(peer, facts, routeKey, body))
      const reply = result === undefined || result === null ? '' : httpReply(result).body
      if (reply.length > 0 && socket.readyState === socket.OPEN) socket.send(reply.toString())
    } catch (error) {
      logger.error('A WebSocket message failed', { connection_id: peer.connectionId, route: routeKey, error })
      socket.send(JSON.stringify({ message: 'Internal server error', ...answer }))
    }
  }

  // Twice in the timeout: a peer is dropped when two pings in a row had no answer, however late a busy machine sends them.
  const pings = setInterval(() => {
    for (const client of clients.values()) {
      if (client.unansweredPings >= 2) client.socket.terminate()
      else {
        client.unansweredPings++
        client.socket.ping()
      }
    }
  }, options.connectionTimeoutMs / 2)
  options.server.on('upgrade', upgrade)

  return {
    client: (connectionId) => clients.get(connectionId),
    async close() {
      closing = true
      clearInterval(pings)
      const open = [...clients.values()].map(({ socket }) => closeSocket(socket))
      await Promise.all(open)
      await Promise.all(endings)
    },
  }
}

async function closeSocket(socket: WebSocket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.close(GOING_AWAY, 'The service is stopping')
  const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(timer)
}

/** Undefined when the path is not /ws/{channel}. */
function readPeer(request: IncomingMessage): Peer | undefined {
  const [path = '', rawQueryString = ''] = (request.url ?? '').split('?', 2)
  const channel = /^\/ws\/([a-z]+)\/?$/.exec(path)?.[1]
  if (channel === undefined) return undefined
  const address = request.socket.remoteAddress ?? ''
  return {
    connectionId: randomBytes(12).toString('base64url'),
    connectedAtMs: Date.now(),
    channel,
    headers: request.headers,
    rawQueryString,
    sourceIp: address.startsWith('::ffff:') ? address.slice(7) : address,
  }
}

const unavailable = () =>
  errorReply(new ServiceError('TOO_MANY_CONNECTIONS', 'The service is stopping.', { retryAfterS: 5 }))
const notFound = (request: IncomingMessage) =>
  errorReply(
    new ServiceError(
      'NOT_FOUND',
      `There is no WebSocket at ${request.url?.split('?')[0]}; connect to /ws/capture.`,
    ),
  )
const forbidden = (origin: string) =>
  errorReply(new ServiceError('FORBIDDEN', `Pages of ${origin} may not connect; add it to CORS_ORIGINS.`))
