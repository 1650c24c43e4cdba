/** The wrapper of the WebSocket handlers: event in, result out; the answer to a message goes through the connections. */
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import type { Connection, OutgoingMessage } from '../../runtime/device/connections.ts'
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { toServiceError } from '../../runtime/errors.ts'
import { logger } from '../../runtime/logger.ts'

export interface ClientMessage {
  /** What the client sent, where it was JSON. */
  message: { type?: unknown; timestamp?: unknown }
  connection: Connection
}

export type WebSocketHandler = (event: APIGatewayProxyWebsocketEventV2) => Promise<APIGatewayProxyResultV2>

/** `run` returns the message to answer with. What it throws is answered as an `error` message, and the connection stays. */
export function message(
  run: (input: ClientMessage, device: Device) => OutgoingMessage | Promise<OutgoingMessage>,
): WebSocketHandler {
  return async (event) => {
    const device = await useDevice()
    const { connectionId } = event.requestContext
    const connection = device.connections.get(connectionId)
    if (connection === undefined) return { statusCode: 410 }
    try {
      await device.connections.post(
        connectionId,
        await run({ message: parse(event.body), connection }, device),
      )
    } catch (thrown) {
      const { code, message: text, cause } = toServiceError(thrown)
      logger.warn(text, {
        code,
        connection_id: connectionId,
        ...(cause instanceof Error ? { error: cause } : {}),
      })
      await device.connections.post(connectionId, { type: 'error', data: { code, message: text } })
    }
    return { statusCode: 200 }
  }
}

function parse(body: string | undefined): ClientMessage['message'] {
  try {
    const parsed = JSON.parse(body ?? '')
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}
