import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { z } from 'zod'
import { type Device, useDevice } from '../runtime/device/device.ts'
import { ServiceError } from '../runtime/errors.ts'
import { clientLog } from '../runtime/logger.ts'
import { time } from './lib/api/model.ts'
import { withOperation } from './lib/api/operation.ts'
import { serviceStatus as serviceStatusModel } from './lib/api/status-models.ts'
import { noteRefusal } from './lib/audit.ts'
import { authenticate } from './lib/auth/authenticate.ts'
import { subprotocolToken, tokenOf } from './lib/auth/credentials.ts'
import { tokenEndsAtMs } from './lib/auth/token-end.ts'
import { errorReply, toResult } from './lib/http-reply.ts'
import { serviceStatus } from './lib/status.ts'

const channelQuery = z.object({
  channel: z.enum(['capture', 'status'], { error: 'must be capture or status' }).default('capture'),
})

/** The event of $connect: that of a message, and the request for the upgrade. */
export type ConnectEvent = APIGatewayProxyWebsocketEventV2 & {
  headers?: Record<string, string | undefined>
  queryStringParameters?: Record<string, string | undefined> | null
}

/** Accepts a client, or refuses the handshake with the error's status. The first message is `initial_status`. */
export async function connect(event: ConnectEvent, device: Device): Promise<APIGatewayProxyResultV2> {
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const query = event.queryStringParameters ?? {}
  const subprotocol = headers['sec-websocket-protocol']
  const cookies = headers.cookie?.split('; ')
  const token = subprotocolToken(subprotocol) ?? tokenOf({ method: 'GET', headers, query, cookies })
  const claims = await authenticate(token, 'read', device.config.auth)
  const channel = channelQuery.safeParse(query)
  if (!channel.success)
    throw new ServiceError('NOT_FOUND', 'This channel does not exist. Use /ws/capture or /ws/status.')

  const { connectionId } = event.requestContext
  const source_ip = sourceIpOf(event)
  device.connections.add({
    connectionId,
    channel: channel.data.channel,
    connectedAt: new Date().toISOString(),
    sourceIp: source_ip,
    subject: claims?.sub ?? null,
    tokenEndsAtMs: tokenEndsAtMs(claims, device.config.auth),
  })
  clientLog.info('Client connected', {
    function_name: 'connect',
    source_ip,
    connection_id: connectionId,
    channel: channel.data.channel,
    subject: claims?.sub ?? null,
  })
  // A message to a client that is still connecting waits until the handshake is done.
  void device.connections.post(connectionId, { type: 'initial_status', data: serviceStatus(device) })
  const answersSubprotocol = subprotocolToken(subprotocol) !== undefined
  return {
    statusCode: 200,
    ...(answersSubprotocol ? { headers: { 'sec-websocket-protocol': 'bearer' } } : {}),
  }
}

function sourceIpOf({ requestContext }: ConnectEvent): string {
  return (requestContext as { identity?: { sourceIp?: string } }).identity?.sourceIp ?? ''
}

export const handler = withOperation(
  async (event: ConnectEvent): Promise<APIGatewayProxyResultV2> => {
    try {
      return await connect(event, await useDevice())
    } catch (thrown) {
      const caller = {
        request_id: event.requestContext.requestId,
        function_name: 'connect',
        source_ip: sourceIpOf(event),
      }
      noteRefusal(thrown, caller)
      return toResult(errorReply(thrown, caller))
    }
  },
  {
    sends: {
      initial_status: { summary: 'The first message of every connection.', data: serviceStatusModel },
      token_expiring: {
        summary:
          'The connection ends soon, with its token. Send `authenticate` with a new token to keep it open.',
        data: z.object({ expires_at: time, seconds_left: z.int().min(0).meta({ example: 60 }) }),
      },
    },
  },
)
