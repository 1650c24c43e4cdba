/** Calls the functions of the WebSocket routes: $connect, messages and $disconnect. It has no access to sockets. */
import type { ClientLog } from '../../client-log.ts'
import { toServiceError } from '../../errors.ts'
import type { LoadedFunction } from '../../routes/load.ts'
import { InvocationContext } from '../functions/context.ts'
import { invoke } from '../functions/handlers.ts'
import { newRequestId } from '../http/request-id.ts'
import { errorReply, type HttpReply, httpReply } from '../http/result.ts'
import {
  connectEvent,
  disconnectEvent,
  type EventFacts,
  messageEvent,
  type Peer,
  selectRouteKey,
} from './event.ts'

export interface WebSocketFunctions {
  /** What the handshake is answered with: below 300 lets the client in. Never rejects. */
  connect(peer: Peer): Promise<HttpReply>
  /** What the client is answered with, empty for nothing. Never rejects. */
  message(peer: Peer, body: string): Promise<string>
  /** With the close code and reason (RFC 6455 section 7.4). Never rejects. */
  disconnect(peer: Peer, code: number, reason: string): Promise<void>
}

const LET_IN: HttpReply = { statusCode: 200, headers: {}, cookies: [], body: '' }

/** `routes` by route key; `selection` is serverless.yml's websocketsApiRouteSelectionExpression. */
export function webSocketFunctions(
  routes: Map<string, LoadedFunction>,
  selection: string,
  log: ClientLog,
): WebSocketFunctions {
  return {
    async connect(peer) {
      const fn = routes.get('$connect')
      if (fn === undefined) return LET_IN
      try {
        return httpReply(await run(fn, (facts) => connectEvent(peer, facts)))
      } catch (error) {
        log.error('$connect failed', { source_ip: peer.sourceIp, connection_id: peer.connectionId, error })
        return errorReply(toServiceError(error))
      }
    },

    async message(peer, body) {
      const chosen = selectRouteKey(selection, body)
      const routeKey = chosen !== undefined && routes.has(chosen) ? chosen : '$default'
      const fn = routes.get(routeKey)
      if (fn === undefined) return refusal('Forbidden', peer)
      try {
        const result = await run(fn, (facts) => messageEvent(peer, facts, routeKey, body))
        return result === undefined || result === null ? '' : httpReply(result).body.toString()
      } catch (error) {
        const { sourceIp: source_ip, connectionId: connection_id } = peer
        log.error('A WebSocket message failed', { source_ip, connection_id, route: routeKey, error })
        return refusal('Internal server error', peer)
      }
    },

    async disconnect(peer, code, reason) {
      const fn = routes.get('$disconnect')
      if (fn === undefined) return
      try {
        await run(fn, (facts) => disconnectEvent(peer, facts, code, reason))
      } catch (error) {
        log.error('$disconnect failed', { source_ip: peer.sourceIp, connection_id: peer.connectionId, error })
      }
    },
  }
}

function run(fn: LoadedFunction, event: (facts: EventFacts) => unknown): Promise<unknown> {
  const requestId = newRequestId()
  return invoke(fn, event({ requestId, timeEpochMs: Date.now() }), new InvocationContext(fn, requestId))
}

/** The form of API Gateway's own answers to a message. */
function refusal(message: 'Forbidden' | 'Internal server error', { connectionId }: Peer): string {
  return JSON.stringify({ message, connectionId })
}
