/** The WebSocket handshake at /ws/{channel}: admission, the answer of $connect, and the upgrade. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Sockets } from '../../connections/sockets.ts'
import { ServiceError } from '../../errors.ts'
import type { Admission } from '../http/admission.ts'
import { type Cors, isSameOrigin } from '../http/cors.ts'
import { MAX_MESSAGE_BYTES } from '../http/limits.ts'
import { withoutPrefix } from '../http/public-address.ts'
import { pathOf, queryOf } from '../http/request-facts.ts'
import { errorReply, type HttpReply } from '../http/result.ts'
import { SECURITY_HEADERS } from '../http/security-headers.ts'
import { replyOnSocket } from '../http/socket-reply.ts'
import type { Peer } from './event.ts'

/** RFC 6455 section 7.4.1: no close frame came. */
const ABNORMAL = 1006

export interface HandshakeOptions {
  cors: Cors
  admission: Admission
  /** It expects a client before $connect runs, which may send to it already. */
  sockets: Pick<Sockets, 'expect' | 'forget'>
  connect(peer: Peer): Promise<HttpReply>
  /** No new clients from now on. */
  stopping(): boolean
  connected(peer: Peer, socket: WebSocket): void
  /** Also of a client that $connect let in and that left before it was connected. */
  disconnected(peer: Peer, code: number, reason: string): void
}

/**
 * The listener of a server's `upgrade`. Refuses with TOO_MANY_CONNECTIONS while the service stops, NOT_FOUND for another
 * address, FORBIDDEN for a page of another origin, and with what $connect answers.
 */
export function handshake(options: HandshakeOptions) {
  const { cors, admission, sockets, connect, stopping, connected, disconnected } = options
  const subprotocols = new WeakMap<IncomingMessage, string>()
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (_offered, request) => subprotocols.get(request) ?? false,
  })

  return async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => socket.destroy())
    const { host, prefix } = admission.publicAddressOf(request)
    request.url = withoutPrefix(request.url ?? '/', prefix)
    const peer = readPeer(request, admission.clientOf(request))
    const refuse = async (reply: HttpReply) => {
      const why = { status: reply.statusCode, path: pathOf(request), source_ip: admission.clientOf(request) }
      admission.clientLog.info('A WebSocket handshake was refused', { ...why, reason: messageOf(reply) })
      await admission.noteStatus(request, reply.statusCode)
      replyOnSocket(socket, { ...reply, headers: { ...SECURITY_HEADERS, ...reply.headers } })
    }
    const refusal = admission.refusalOf(request, '/ws/{channel}')
    if (refusal !== undefined) {
      if (refusal.code === 'FORBIDDEN') admission.auditRefusal(request, refusal)
      return refuse(errorReply(refusal))
    }
    if (stopping()) return refuse(errorReply(unavailable()))
    if (peer === undefined) return refuse(errorReply(notFound(request)))
    const { origin } = request.headers
    const isOwnPage = (page: string) => isSameOrigin(page, host) || admission.isPublicOrigin(page)
    if (origin !== undefined && !cors.allows(origin) && !isOwnPage(origin)) {
      const foreign = forbidden(origin, host)
      admission.auditRefusal(request, foreign)
      return refuse(errorReply(foreign))
    }
    sockets.expect(peer.connectionId)
    const reply = await connect(peer)
    if (reply.statusCode >= 300) {
      sockets.forget(peer.connectionId)
      return refuse(reply)
    }
    const subprotocol = reply.headers['sec-websocket-protocol']
    if (subprotocol !== undefined) subprotocols.set(request, subprotocol)
    // From here on $connect has run, so that $disconnect must, however the handshake ends.
    if (socket.destroyed || stopping()) {
      disconnected(peer, ABNORMAL, 'The client left during the handshake')
      socket.destroy()
      return
    }
    const failed = () => disconnected(peer, ABNORMAL, 'The handshake failed')
    socket.once('close', failed)
    acceptor.handleUpgrade(request, socket, head, (accepted) => {
      socket.off('close', failed)
      connected(peer, accepted)
    })
  }
}

/** Undefined when the path is not /ws/{channel}. */
function readPeer(request: IncomingMessage, sourceIp: string): Peer | undefined {
  const channel = /^\/ws\/([a-z]+)\/?$/.exec(pathOf(request))?.[1]
  if (channel === undefined) return undefined
  return {
    connectionId: randomBytes(12).toString('base64url'),
    connectedAtMs: Date.now(),
    channel,
    headers: request.headers,
    rawQueryString: queryOf(request),
    sourceIp,
  }
}

const unavailable = () =>
  new ServiceError('TOO_MANY_CONNECTIONS', 'The service is stopping.', { retryAfterS: 5 })
const notFound = (request: IncomingMessage) =>
  new ServiceError('NOT_FOUND', `There is no WebSocket at ${pathOf(request)}. Connect to /ws/capture.`)
const forbidden = (origin: string, host: string | undefined) =>
  new ServiceError(
    'FORBIDDEN',
    `Pages of ${origin} may not connect to ${host}. Add ${origin} to CORS_ORIGINS. Behind a proxy, let it pass the Host header of the client with its port, or add the name to PUBLIC_HOSTS.`,
  )

/** The sentence of an error's body, for the log. */
function messageOf({ body }: HttpReply): string | undefined {
  try {
    return JSON.parse(body.toString()).error?.message
  } catch {
    return undefined
  }
}
