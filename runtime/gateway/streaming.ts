/** Lambda's response streaming: the global `awslambda`, and the stream that a streaming handler writes to. */
import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import type { Handler } from './handlers.ts'

/** The mark that Lambda's runtime interface client looks for (aws-lambda-nodejs-runtime-interface-client, UserFunction.js). */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')

export interface StreamMetadata {
  statusCode?: number
  headers?: Record<string, string>
  cookies?: string[]
}

/** What a streaming handler is given: it begins once, with status and headers. */
export interface ResponseStream extends Writable {
  begin(metadata: StreamMetadata): void
}

export function isStreaming(handler: Handler): boolean {
  return (handler as unknown as Record<symbol, unknown>)[STREAMING] === 'response'
}

/** Defines the global that handlers use as on Lambda. Called before any handler is loaded. */
export function defineAwsLambda(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: Handler) => Object.assign(handler, { [STREAMING]: 'response' }),
      HttpResponseStream: {
        from(stream: ResponseStream, metadata: StreamMetadata) {
          stream.begin(metadata)
          return stream
        },
      },
    },
  })
}

/**
 * Writes straight to the client: a write is done when the client's socket took it, so a slow client slows the handler.
 * Destroyed when the client goes away, and after the headers of a HEAD request.
 */
export class HttpStream extends Writable implements ResponseStream {
  /** The response began: from here on no error body can be sent. */
  begun = false
  readonly #response: ServerResponse
  readonly #onBegin: (metadata: StreamMetadata) => Record<string, string | string[]>

  /** `onBegin` gives the headers to write. */
  constructor(
    response: ServerResponse,
    onBegin: (metadata: StreamMetadata) => Record<string, string | string[]>,
  ) {
    super()
    this.#response = response
    this.#onBegin = onBegin
    response.once('close', () => this.destroy())
    // Whoever writes learns of it from the stream; nobody listening must not end the process.
    this.on('error', () => {})
  }

  begin(metadata: StreamMetadata): void {
    if (this.begun || this.destroyed) return
    this.begun = true
    this.#response.writeHead(metadata.statusCode ?? 200, this.#onBegin(metadata))
    this.#response.flushHeaders()
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
    if (this.destroyed || this.#response.write(chunk)) done()
    else this.#response.once('drain', done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.begin({})
    this.#response.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // An unfinished body must not look complete to the client.
    if (this.begun && !this.#response.writableEnded) this.#response.destroy()
    done(error)
  }
}
