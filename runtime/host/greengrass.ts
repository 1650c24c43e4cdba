/**
 * Tells the AWS IoT Greengrass nucleus the component's state (UpdateState of the Greengrass IPC): one connection to the Unix
 * socket that the nucleus names in the component's environment, event-stream framed, JSON payloads. Does nothing elsewhere.
 */
import { connect, type Socket } from 'node:net'
import { EventStreamCodec, type Message } from '@smithy/eventstream-codec'
import { logger } from '../logger.ts'

/** event_stream_rpc.h of aws-c-event-stream: values of `:message-type`, and the flag of an accepted connection. */
const APPLICATION_MESSAGE = 0
const CONNECT = 4
const CONNECT_ACK = 5
const CONNECTION_ACCEPTED = 1

export type ComponentState = 'RUNNING' | 'ERRORED'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

/** Gives back the function that reports a state, or undefined where no nucleus started this process. */
export function openGreengrass(environment = process.env): ((state: ComponentState) => void) | undefined {
  const path = environment.AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT
  const authToken = environment.SVCUID
  if (!path || !authToken) return undefined
  const socket = connect(path)
  socket.unref()
  socket.on('error', (error) => logger.warn('Greengrass could not be told the state', error))
  send(socket, { type: CONNECT, stream: 0, headers: { ':version': '0.1.0' }, payload: { authToken } })
  const accepted = connectionAccepted(socket)
  let stream = 0
  return (state) => {
    accepted.then((ok) => {
      if (!ok || socket.destroyed) return
      stream += 1
      const headers = {
        operation: 'aws.greengrass#UpdateState',
        'service-model-type': 'aws.greengrass#UpdateStateRequest',
      }
      send(socket, { type: APPLICATION_MESSAGE, stream, headers, payload: { state } })
    })
  }
}

/** Resolves with whether the nucleus took the connection, by its first message. */
function connectionAccepted(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    socket.once('close', () => resolve(false))
    socket.on('data', function onData(chunk: Buffer) {
      received = Buffer.concat([received, chunk])
      if (received.length < 4 || received.length < received.readUInt32BE(0)) return
      socket.off('data', onData).resume()
      const { headers } = codec.decode(received.subarray(0, received.readUInt32BE(0)))
      const accepted =
        headers[':message-type']?.value === CONNECT_ACK &&
        (Number(headers[':message-flags']?.value) & CONNECTION_ACCEPTED) !== 0
      if (!accepted) logger.warn('Greengrass refused the connection of this component')
      resolve(accepted)
    })
  })
}

function send(
  socket: Socket,
  message: { type: number; stream: number; headers: Record<string, string>; payload: object },
): void {
  const headers: Message['headers'] = {
    ':message-type': { type: 'integer', value: message.type },
    ':message-flags': { type: 'integer', value: 0 },
    ':stream-id': { type: 'integer', value: message.stream },
    ':content-type': { type: 'string', value: 'application/json' },
  }
  for (const [name, value] of Object.entries(message.headers)) headers[name] = { type: 'string', value }
  socket.write(codec.encode({ headers, body: Buffer.from(JSON.stringify(message.payload)) }))
}
