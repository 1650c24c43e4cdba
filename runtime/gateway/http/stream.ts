/** A streamed reply: runs its function at the pace of the client. */
import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { toServiceError } from '../../errors.ts'
import type { LoadedFunction } from '../../routes/load.ts'
import { InvocationContext } from '../functions/context.ts'
import { handlerTimeout } from '../functions/handlers.ts'
import type { ResponseStream, StreamMetadata } from '../functions/streaming.ts'
import type { GatewayLogger } from '../logger.ts'
import { sendError } from './reply.ts'

/**
 * Runs a streaming function. `timeout` limits the time until the response begins, HANDLER_TIMEOUT after it; a live view
 * may then last as long as its client.
 */
export async function streamFunction(
  fn: LoadedFunction,
  event: unknown,
  reply: FastifyReply,
  logger: GatewayLogger,
): Promise<FastifyReply> {
  const requestId = reply.request.id
  const { clientLog, clientOf } = reply.server.admission
  const pause = (status: number) => reply.server.admission.noteStatus(reply.request.raw, status)
  const body = new HttpStream(reply.raw, pause, ({ headers, cookies }) => {
    reply.hijack()
    clearTimeout(timer)
    for (const name in headers) reply.header(name, headers[name])
    if (cookies !== undefined && cookies.length > 0) reply.header('set-cookie', cookies)
    return reply.getHeaders() as Record<string, string | string[]>
  })
  const fail = (error: unknown) => {
    clearTimeout(timer)
    if (!body.begun && !reply.sent && !reply.raw.destroyed) {
      sendError(reply, toServiceError(error), fn.name)
      body.destroy()
      return
    }
    const facts = { function: fn.name, request_id: requestId, error: error as Error }
    if (reply.raw.destroyed || body.destroyed) logger.debug('A stream ended with its client', facts)
    else clientLog.error('A stream broke', { ...facts, source_ip: clientOf(reply.request.raw) })
    body.destroy()
  }
  const timer = setTimeout(() => fail(handlerTimeout(fn)), fn.timeoutMs)
  try {
    await fn.handler(event, body, new InvocationContext(fn, requestId))
    if (!body.destroyed && !body.writableEnded) body.end()
  } catch (error) {
    fail(error)
  }
  clearTimeout(timer)
  return reply
}

/**
 * Writes straight to the client: a write is done when the client's socket took it, so a slow client slows the handler.
 * Destroyed when the client goes away, and after the headers of a HEAD request.
 */
export class HttpStream extends Writable implements ResponseStream {
  /** The response began: from here on no error body can be sent. */
  begun = false
  readonly #response: ServerResponse
  readonly #pause: (status: number) => Promise<void> | undefined
  readonly #onBegin: (metadata: StreamMetadata) => Record<string, string | string[]>
  /** The head waits: a client that is refused often waits for it. */
  #headWaits: Promise<void> | undefined

  /** `pause` gives what an answer of this status waits for; `onBegin` gives the headers to write. */
  constructor(
    response: ServerResponse,
    pause: (status: number) => Promise<void> | undefined,
    onBegin: (metadata: StreamMetadata) => Record<string, string | string[]>,
  ) {
    super()
    this.#response = response
    this.#pause = pause
    this.#onBegin = onBegin
    response.once('close', () => this.destroy())
    // Whoever writes learns of it from the stream; nobody listening must not end the process.
    this.on('error', () => {})
  }

  begin(metadata: StreamMetadata): void {
    if (this.begun || this.destroyed) return
    this.begun = true
    const status = metadata.statusCode ?? 200
    const headers = this.#onBegin(metadata)
    this.#headWaits = this.#pause(status)?.then(() => this.#writeHead(status, headers))
    if (this.#headWaits === undefined) this.#writeHead(status, headers)
  }

  #writeHead(status: number, headers: Record<string, string | string[]>): void {
    this.#headWaits = undefined
    if (this.destroyed) return
    this.#response.writeHead(status, headers)
    // A live view begins before its first picture; a body of a known size comes at once.
    if (headers['content-length'] === undefined) this.#response.flushHeaders()
    if (this.#response.req.method === 'HEAD') {
      this.#response.end()
      this.destroy()
    }
  }

  setContentType(contentType: string): void {
    this.begin({ headers: { 'content-type': contentType } })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.begin({ headers: { 'content-type': 'application/octet-stream' } })
    if (this.#headWaits !== undefined) void this.#headWaits.then(() => this.#take(chunk, done))
    else this.#take(chunk, done)
  }

  #take(chunk: Buffer, done: () => void): void {
    if (this.destroyed || this.#response.write(chunk)) done()
    else this.#response.once('drain', done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.begin({})
    if (this.#headWaits !== undefined) void this.#headWaits.then(() => this.#response.end(done))
    else this.#response.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // An unfinished body must not look complete to the client.
    if (this.begun && !this.#response.writableEnded) this.#response.destroy()
    done(error)
  }
}
