/** The WebSockets as an AsyncAPI 3 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
import { z } from 'zod'
import { createSchema } from 'zod-openapi'
import { VERSION } from '../../../runtime/version.ts'
import type { CollectedOperations } from './collect.ts'
import { SCHEMA_OPTIONS } from './json-schema.ts'
import { receivedSchema, sentSchema } from './message-schemas.ts'

const CHANNELS = {
  capture: 'Every message: progress and results of captures, status, heartbeat.',
  status: 'Status and heartbeat only.',
}
type Channel = keyof typeof CHANNELS

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'For programs that can set headers.',
  },
  queryToken: { type: 'httpApiKey', in: 'query', name: 'token', description: 'The same token in the query.' },
  subprotocol: {
    type: 'httpApiKey',
    in: 'header',
    name: 'Sec-WebSocket-Protocol',
    description:
      'The subprotocols `bearer, <token>`, as in `new WebSocket(url, ["bearer", token])`. The service answers `bearer`.',
  },
}

/** The document of these operations. */
export function asyncApiDocument({ received, sent }: CollectedOperations) {
  const channelNames = Object.keys(CHANNELS) as Channel[]
  const sentOn = (channel: Channel) =>
    Object.keys(sent).filter((type) => sent[type]?.channels?.includes(channel) ?? true)
  const inChannel = (channel: string, types: string[]) =>
    types.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }))
  /** From the service's side: clients receive what it sends. */
  const operation = (action: 'send' | 'receive', channel: string, types: string[]) => ({
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: inChannel(channel, types),
  })
  const { messages, schemas } = describeMessages({ received, sent })

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Vision Capture Service',
      version: VERSION,
      description:
        'Messages are JSON text. A handshake without a valid token is refused with the same error as over HTTP (/openapi.json).',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      device: {
        host: 'localhost:6407',
        protocol: 'ws',
        description: 'Where this document came from.',
        security: Object.keys(SECURITY_SCHEMES).map((name) => ({
          $ref: `#/components/securitySchemes/${name}`,
        })),
      },
    },
    channels: Object.fromEntries(
      channelNames.map((channel) => [
        channel,
        {
          address: `/ws/${channel}`,
          description: CHANNELS[channel],
          messages: Object.fromEntries(
            [...sentOn(channel), ...Object.keys(received)].map((type) => [
              type,
              { $ref: `#/components/messages/${type}` },
            ]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      channelNames.flatMap((channel) => [
        [`send_${channel}`, operation('send', channel, sentOn(channel))],
        ...Object.entries(received).map(([type, { summary, answer }]) => [
          `receive_${channel}_${type}`,
          {
            ...operation('receive', channel, [type]),
            summary,
            reply: { channel: { $ref: `#/channels/${channel}` }, messages: inChannel(channel, [answer]) },
          },
        ]),
      ]),
    ),
    components: { messages, schemas, securitySchemes: SECURITY_SCHEMES },
  }
}

/** `components/messages` and the schemas that they refer to. */
function describeMessages({ received, sent }: Pick<CollectedOperations, 'received' | 'sent'>) {
  const shapes = {
    ...Object.fromEntries(Object.entries(sent).map(([type, message]) => [type, sentSchema(type, message)])),
    ...Object.fromEntries(
      Object.entries(received).map(([type, operation]) => [type, receivedSchema(type, operation)]),
    ),
  }
  const { schema, components } = createSchema(z.object(shapes), { io: 'output', opts: SCHEMA_OPTIONS })
  const payloads = (schema as { properties: Record<string, object> }).properties
  const messages = Object.entries({ ...sent, ...received }).map(([type, { summary }]) => [
    type,
    { name: type, summary, contentType: 'application/json', payload: payloads[type] },
  ])
  return { messages: Object.fromEntries(messages), schemas: components }
}
