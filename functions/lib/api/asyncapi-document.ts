/** The WebSockets as an AsyncAPI 3 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
import { VERSION } from '../../../runtime/version.ts'
import { SchemaCollection } from './json-schema.ts'
import { captureMessages, clientMessages, statusMessages } from './messages.ts'

const CHANNELS = {
  capture: {
    description: 'Everything: captures as they go on, status, heartbeat.',
    sends: { ...statusMessages, ...captureMessages },
  },
  status: { description: 'Status and heartbeat only.', sends: statusMessages },
}

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'For programs that set headers.',
  },
  queryToken: { type: 'httpApiKey', in: 'query', name: 'token', description: 'The same token in the query.' },
  subprotocol: {
    type: 'httpApiKey',
    in: 'header',
    name: 'Sec-WebSocket-Protocol',
    description:
      'The subprotocols `bearer, <token>`, as in `new WebSocket(url, ["bearer", token])`; the service answers `bearer`.',
  },
}

/** The whole document. */
export function asyncApiDocument() {
  const schemas = new SchemaCollection()
  const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` })
  const all = { ...CHANNELS.capture.sends, ...clientMessages }
  const messages = Object.fromEntries(
    Object.entries(all).map(([type, { summary, schema }]) => {
      const payload =
        type in clientMessages ? schemas.addRequest(type, schema) : schemas.addAnswer(type, schema)
      return [type, { name: type, summary, contentType: 'application/json', payload }]
    }),
  )
  const channels = Object.fromEntries(
    Object.entries(CHANNELS).map(([channel, { description, sends }]) => [
      channel,
      {
        address: `/ws/${channel}`,
        description,
        messages: Object.fromEntries(
          Object.keys({ ...sends, ...clientMessages }).map((type) => [
            type,
            reference('components', 'messages', type),
          ]),
        ),
      },
    ]),
  )

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Vision Capture Service',
      version: VERSION,
      description:
        'Messages are JSON text. A handshake without a valid token is refused with the error that HTTP gives (/openapi.json).',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      device: {
        host: '{host}',
        variables: {
          host: { default: 'localhost:6407', description: 'Where this document was fetched from.' },
        },
        protocol: 'ws',
        description: 'wss behind a proxy that ends TLS.',
        security: Object.keys(SECURITY_SCHEMES).map((name) =>
          reference('components', 'securitySchemes', name),
        ),
      },
    },
    channels,
    operations: Object.fromEntries(
      Object.entries(CHANNELS).flatMap(([channel, { sends }]) => [
        [`send_${channel}`, operation('send', channel, Object.keys(sends))],
        ...Object.entries(clientMessages).map(([type, { summary, answer }]) => [
          `receive_${channel}_${type}`,
          {
            ...operation('receive', channel, [type]),
            summary,
            reply: { channel: reference('channels', channel), messages: inChannel(channel, [answer]) },
          },
        ]),
      ]),
    ),
    components: {
      messages,
      schemas: schemas.toComponents(),
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

const inChannel = (channel: string, types: string[]) =>
  types.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }))

/** From the service's side: `send` is what clients receive. */
const operation = (action: 'send' | 'receive', channel: string, types: string[]) => ({
  action,
  channel: { $ref: `#/channels/${channel}` },
  messages: inChannel(channel, types),
})
