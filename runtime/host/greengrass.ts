/**
 * Reports the component's state to the AWS IoT Greengrass nucleus (UpdateState of the Greengrass IPC, message format
 * `application/vnd.amazon.event-stream`). The nucleus names its Unix socket in the component's environment.
 *
 * A state is sent when it changes and after each new connection, never periodically: the classic nucleus logs a warning for a
 * report that changes nothing, and nucleus lite starts two processes for each report.
 */
import { connect, type Socket } from 'node:net'
import { EventStreamCodec, type Message } from '@smithy/eventstream-codec'
import { logger } from '../logger.ts'

/** Values of `:message-type` and the flag of an accepted connection: event_stream_rpc.h of aws-c-event-stream. */
const APPLICATION_MESSAGE = 0
const CONNECT = 4
const CONNECT_ACK = 5
const CONNECTION_ACCEPTED = 1

/** Delay before the next connection: the nucleus' IPC is back within seconds after a restart of it. */
const RECONNECT_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 60_000]

export type ComponentState = 'RUNNING' | 'ERRORED'

export interface Greengrass {
  /** Sends the state now, and again after each reconnection. */
  report(state: ComponentState): void
  close(): void
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

/** Returns undefined where no nucleus started this process. */
export function openGreengrass(
  environment = process.env,
  delaysMs = RECONNECT_DELAYS_MS,
): Greengrass | undefined {
  const path = environment.AWS_GG_NUCLEUS_DOMAIN_SOCKET_FILEPATH_FOR_COMPONENT
  const authToken = environment.SVCUID
  if (!path || !authToken) return undefined
  let state: ComponentState | undefined
  let connection: Connection | undefined
  let isAccepted = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const open = () => {
    const opened = openConnection(path, authToken)
    connection = opened
    opened.accepted.then(() => {
      failures = 0
      isAccepted = true
      if (state !== undefined) opened.send(state)
    }, ignore)
    opened.closed.then((reason) => {
      if (closed) return
      isAccepted = false
      if (failures === 0) logger.warn('The Greengrass nucleus does not receive the state', { reason })
      timer = setTimeout(open, delaysMs[Math.min(failures, delaysMs.length - 1)]).unref()
      failures += 1
    })
  }
  open()
  return {
    report(next) {
      if (next === state) return
      state = next
      if (isAccepted) connection?.send(next)
    },
    close() {
      closed = true
      clearTimeout(timer)
      connection?.end()
    },
  }
}

/** A connection that is not accepted ends as `closed`, which has the reason. */
const ignore = () => {}

interface Connection {
  /** Rejects when the nucleus refuses: by its answer, or by closing the socket without one, as nucleus lite does. */
  accepted: Promise<void>
  /** Resolves with the reason when the connection has ended. */
  closed: Promise<string>
  send(state: ComponentState): void
  end(): void
}

function openConnection(path: string, authToken: string): Connection {
  const socket = connect(path)
  socket.unref()
  let reason = 'the nucleus closed the connection'
  let stream = 0
  socket.on('error', (error) => {
    reason = error.message
  })
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(reason)))
  const accepted = new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error(reason)))
    firstMessage(socket, ({ headers }) => {
      const ok =
        headers[':message-type']?.value === CONNECT_ACK &&
        (Number(headers[':message-flags']?.value) & CONNECTION_ACCEPTED) !== 0
      if (ok) return resolve()
      reason = 'the nucleus refused the connection: SVCUID is not valid'
      socket.destroy()
    })
  })
  write(socket, { type: CONNECT, stream: 0, headers: { ':version': '0.1.0' }, payload: { authToken } })
  return {
    accepted,
    closed,
    send(state) {
      if (socket.destroyed) return
      stream += 1
      const headers = {
        operation: 'aws.greengrass#UpdateState',
        'service-model-type': 'aws.greengrass#UpdateStateRequest',
      }
      write(socket, { type: APPLICATION_MESSAGE, stream, headers, payload: { state } })
    },
    end: () => socket.destroy(),
  }
}

/** Calls back with the first whole message; the rest is read and dropped. */
function firstMessage(socket: Socket, onMessage: (message: Message) => void): void {
  let received = Buffer.alloc(0)
  socket.on('data', function onData(chunk: Buffer) {
    received = Buffer.concat([received, chunk])
    if (received.length < 4 || received.length < received.readUInt32BE(0)) return
    socket.off('data', onData).resume()
    onMessage(codec.decode(received.subarray(0, received.readUInt32BE(0))))
  })
}

function write(
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
