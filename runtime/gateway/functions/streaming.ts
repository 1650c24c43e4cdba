/** Lambda's response streaming: the global `awslambda`, and the stream that a handler writes to. */
import type { Writable } from 'node:stream'
import type { Handler } from '../../routes/load.ts'

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
