/** WebSockets at /ws/{channel}: each becomes the $connect, message and $disconnect events of API Gateway. */
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Sockets } from '../../connections/sockets.ts'
import type { LoadedFunction } from '../../routes/load.ts'
import type { Admission } from '../http/admission.ts'
import type { Cors } from '../http/cors.ts'
import type { GatewayLogger } from '../logger.ts'
import { type Client, closeClient, listen, ping, sayGoingAway } from './client.ts'
import type { Peer } from './event.ts'
import { webSocketFunctions } from './functions.ts'
import { handshake } from './handshake.ts'

export interface WebSocketOptions {
  server: Server
  /** By route key: $connect, $disconnect, $default and the service's own. */
  routes: Map<string, LoadedFunction>
  routeSelectionExpression: string
  sockets: Sockets<Client>
  cors: Cors
  admission: Admission
  /** A client that answers no ping for this long is dropped (CONNECTION_TIMEOUT). */
  connectionTimeoutMs: number
  logger: GatewayLogger
}

export interface WebSocketGateway {
  /** Refuses new clients, closes the others with 1001 and resolves when every $disconnect has run. */
  close(): Promise<void>
}

/** Accepts the upgrades of the server, and serves the clients until they leave. */
export function serveWebSockets(options: WebSocketOptions): WebSocketGateway {
  const { server, sockets, cors, admission, logger } = options
  const functions = webSocketFunctions(options.routes, options.routeSelectionExpression, admission.clientLog)
  const endings = new Set<Promise<void>>()
  let stopping = false

  const disconnected = (peer: Peer, code: number, reason: string) => {
    sockets.forget(peer.connectionId)
    const ending = functions.disconnect(peer, code, reason)
    endings.add(ending)
    void ending.then(() => endings.delete(ending))
  }
  const connected = (peer: Peer, socket: WebSocket) => {
    const { connectionId } = peer
    const client = listen(peer, socket, functions.message)
    socket.on('error', (error) => logger.debug('A WebSocket failed', { connection_id: connectionId, error }))
    socket.once('close', (code, reason) => disconnected(peer, code, reason.toString()))
    sockets.attach(connectionId, client)
    if (stopping) sayGoingAway(socket)
  }
  const { connect } = functions
  server.on(
    'upgrade',
    handshake({
      cors,
      admission,
      sockets,
      connect,
      stopping: () => stopping,
      connected,
      disconnected,
    }),
  )
  // Twice in the timeout: a peer is dropped when two pings in a row had no answer, however late a busy machine sends them.
  const pings = setInterval(() => sockets.clients().forEach(ping), options.connectionTimeoutMs / 2)

  return {
    async close() {
      stopping = true
      clearInterval(pings)
      await Promise.all(sockets.clients().map(closeClient))
      await Promise.all(endings)
    },
  }
}
