/** The wrapper of the WebSocket handlers. The answer to a message goes through the connections. */
import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import type { Connection, OutgoingMessage } from '../../runtime/device/connections.ts'
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { toServiceError } from '../../runtime/errors.ts'
import { clientLog } from '../../runtime/logger.ts'
import { type MessageOperation, withOperation } from './api/operation.ts'
import { noteRefusal } from './audit.ts'

export interface ClientMessage {
  /** The message of the client; empty if it is not a JSON object. */
  message: { type?: unknown; timestamp?: unknown; token?: unknown }
  connection: Connection
}

export type WebSocketHandler = (event: APIGatewayProxyWebsocketEventV2) => Promise<APIGatewayProxyResultV2>

/** `run` returns the message to answer with. An error becomes an `error` message, and the connection stays open. */
export function message(
  operation: MessageOperation,
  run: (input: ClientMessage, device: Device) => OutgoingMessage | Promise<OutgoingMessage>,
) {
  const handler: WebSocketHandler = async (event) => {
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
      const { routeKey, requestId } = event.requestContext
      const caller = { request_id: requestId, function_name: routeKey, source_ip: connection.sourceIp }
      noteRefusal(thrown, caller, connection.subject)
      clientLog.warn(text, {
        code,
        ...caller,
        connection_id: connectionId,
        ...(cause instanceof Error ? { error: cause } : {}),
      })
      await device.connections.post(connectionId, { type: 'error', data: { code, message: text } })
    }
    return { statusCode: 200 }
  }
  return withOperation(handler, operation)
}

function parse(body: string | undefined): ClientMessage['message'] {
  try {
    const parsed = JSON.parse(body ?? '')
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}
