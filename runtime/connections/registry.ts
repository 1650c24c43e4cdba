/** The open WebSocket connections. A transport delivers to them. */
import type { Connection, Connections, OutgoingMessage } from '../device/connections.ts'
import { ServiceError } from '../errors.ts'
import { connectionsOpen } from '../metrics.ts'
import { watchTokenEnds } from './token-ends.ts'
import type { Transport } from './transport.ts'

const RETRY_AFTER_S = 10
/** Close code for private use (RFC 6455 section 7.4.2): as HTTP's 401. */
const TOKEN_EXPIRED = 4401

/**
 * The connection registry. `add` throws TOO_MANY_CONNECTIONS above `maxConnections` (WS_MAX_CONNECTIONS); a client that
 * the transport reports as gone is removed.
 */
export function openConnections(options: { maxConnections: number; transport: Transport }): Connections {
  const { maxConnections, transport } = options
  const connections = new Map<string, Connection>()

  const tokenEnds = watchTokenEnds({
    warn(connectionId, tokenEndsAtMs) {
      const data = {
        expires_at: new Date(tokenEndsAtMs).toISOString(),
        seconds_left: Math.max(0, Math.round((tokenEndsAtMs - Date.now()) / 1000)),
      }
      void post(connectionId, { type: 'token_expiring', data })
    },
    end(connectionId) {
      void transport.close(connectionId, TOKEN_EXPIRED, 'The token has expired')
      remove(connectionId)
    },
  })

  const remove = (connectionId: string) => {
    tokenEnds.forget(connectionId)
    connections.delete(connectionId)
    connectionsOpen.set(connections.size)
  }

  const post = async (connectionId: string, message: OutgoingMessage): Promise<boolean> => {
    if (!connections.has(connectionId)) return false
    const delivered = await transport.send(connectionId, serialise(message))
    if (!delivered) remove(connectionId)
    return delivered
  }

  return {
    add(connection) {
      if (connections.size >= maxConnections && !connections.has(connection.connectionId)) {
        throw new ServiceError(
          'TOO_MANY_CONNECTIONS',
          `${connections.size} clients are connected, the most that WS_MAX_CONNECTIONS allows; close one or try again later.`,
          { retryAfterS: RETRY_AFTER_S },
        )
      }
      connections.set(connection.connectionId, connection)
      tokenEnds.watch(connection)
      connectionsOpen.set(connections.size)
    },
    remove,
    get: (connectionId) => connections.get(connectionId),
    get count() {
      return connections.size
    },
    renew(connectionId, token) {
      const connection = connections.get(connectionId)
      if (connection === undefined) return
      const renewed = { ...connection, ...token }
      connections.set(connectionId, renewed)
      tokenEnds.watch(renewed)
    },
    post,
    broadcast(message, channels) {
      if (connections.size === 0) return
      const text = serialise(message)
      for (const { connectionId, channel } of connections.values()) {
        if (channels !== undefined && !channels.includes(channel)) continue
        const delivered = transport.send(connectionId, text)
        if (delivered === false) remove(connectionId)
        else if (delivered !== true) void delivered.then((arrived) => arrived || remove(connectionId))
      }
    },
  }
}

/** The specification's message: `type`, `data` and `timestamp`. Bytes, so that the text is encoded once for all clients. */
function serialise({ type, data, timestamp = new Date().toISOString() }: OutgoingMessage): Buffer {
  return Buffer.from(JSON.stringify({ type, data, timestamp }))
}
