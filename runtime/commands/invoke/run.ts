/** One invocation with the settings' camera and captures, opened as the service opens them, and closed after it. */
import { existsSync, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Camera } from '../../camera/port.ts'
import { catalogueFile, lockFolder } from '../../captures/catalogue/database.ts'
import { SQLITE_BUSY } from '../../captures/catalogue/sqlite-codes.ts'
import type { Config } from '../../config.ts'
import { type Device, provideDevice } from '../../device/device.ts'
import { openDevice } from '../../device/open-device.ts'
import { InvocationContext } from '../../gateway/functions/context.ts'
import { handlerTimeout, invoke } from '../../gateway/functions/handlers.ts'
import { defineAwsLambda, isStreaming } from '../../gateway/functions/streaming.ts'
import { newRequestId } from '../../gateway/http/request-id.ts'
import { httpReply } from '../../gateway/http/result.ts'
import { logToStandardError } from '../../logger.ts'
import { type LoadedFunction, loadFunction } from '../../routes/load.ts'
import { BodyStream } from './body-stream.ts'
import type { InvocationEvent } from './event.ts'
import type { Invocable } from './invocable.ts'

/** The answer of the handler. */
export interface Answer {
  statusCode: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Of a long stream, the beginning. */
  body: Buffer
  sizeBytes: number
  /** A stream that had not ended when the function's timeout was over, as a live view never does. */
  cutAfterMs?: number
  /** What was sent to WebSocket clients, in order. */
  messages: { type: string }[]
}

/**
 * The body goes to `output` too. Throws a plain sentence where another process uses the captures folder, and
 * whatever the handler throws.
 */
export async function runOnce(
  target: Invocable,
  event: InvocationEvent,
  config: Config,
  output: WriteStream | undefined,
): Promise<Answer> {
  logToStandardError()
  refuseWhereInUse(config.storage.folder)
  // Before the handler is loaded: it looks for this when it is.
  defineAwsLambda()
  const fn = await loadFunction(target.entry)
  const messages: Answer['messages'] = []
  const device = await openDevice(
    // A file that a running service turns over must have one writer.
    { ...config, log: { ...config.log, file: null } },
    { send: (_connectionId, text) => messages.push(JSON.parse(text.toString())) > 0, close() {} },
  )
  provideDevice(device)
  try {
    await cameraSettled(device.camera, config.capture.timeoutMs)
    if (target.kind === 'websocket' && target.routeKey !== '$connect') connectClient(device, event)
    const answer = isStreaming(fn.handler)
      ? await runStreaming(fn, event, output)
      : await run(fn, event, output)
    return { ...answer, messages }
  } finally {
    await device.close()
    provideDevice(undefined)
  }
}

function refuseWhereInUse(folder: string): void {
  if (!existsSync(catalogueFile(folder))) return
  try {
    lockFolder(folder, 0)()
  } catch (error) {
    // Whatever else is wrong with the folder, a capture answers.
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) return
    throw new Error(
      `${folder} is in use by a running service: stop it or ask it over HTTP, or set CAPTURE_DIR to another folder for this call.`,
      { cause: error },
    )
  }
}

/** A handler would answer CAMERA_NOT_INITIALIZED to a call that comes this early. */
async function cameraSettled(camera: Camera, timeoutMs: number): Promise<void> {
  const opening = () => ['closed', 'opening'].includes(camera.status().state)
  if (!opening()) return
  const waited = new AbortController()
  await new Promise<void>((resolve) => {
    camera.onChange(() => opening() || resolve())
    void delay(timeoutMs, undefined, { signal: waited.signal }).then(resolve, () => {})
  })
  waited.abort()
}

/** The client whose message this is connected before, to a service that is not this one. */
function connectClient({ connections }: Device, event: InvocationEvent): void {
  connections.add({
    connectionId: event.requestContext?.connectionId ?? '',
    channel: 'capture',
    connectedAt: new Date().toISOString(),
    sourceIp: '127.0.0.1',
    subject: null,
    tokenEndsAtMs: null,
  })
}

type WithoutMessages = Omit<Answer, 'messages'>

async function run(fn: LoadedFunction, event: unknown, output?: WriteStream): Promise<WithoutMessages> {
  const result = await invoke(fn, event, new InvocationContext(fn, newRequestId()))
  const { statusCode, headers, body: textOrBytes } = httpReply(result)
  const body = Buffer.from(textOrBytes)
  output?.write(body)
  return { statusCode, headers, body, sizeBytes: body.length }
}

/** `timeout` cuts a stream that does not end by itself, as if its client had left. */
async function runStreaming(
  fn: LoadedFunction,
  event: unknown,
  output?: WriteStream,
): Promise<WithoutMessages> {
  const stream = new BodyStream(output)
  const complete = async () => {
    await fn.handler(event, stream, new InvocationContext(fn, newRequestId()))
    await finished(stream.end())
  }
  const inTime = new AbortController()
  const timeout = delay(fn.timeoutMs, 'timeout' as const, { signal: inTime.signal })
  const end = await Promise.race([complete(), timeout])
  inTime.abort()
  stream.destroy()
  if (end === 'timeout' && stream.sizeBytes === 0) throw handlerTimeout(fn)
  const { statusCode = 200, headers = {} } = stream.metadata
  const cut = end === 'timeout' ? { cutAfterMs: fn.timeoutMs } : {}
  return { statusCode, headers, body: stream.kept(), sizeBytes: stream.sizeBytes, ...cut }
}
