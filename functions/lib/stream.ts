/** Streamed responses by Lambda's own convention, where the host has it. */
import type { Writable } from 'node:stream'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { ServiceError } from '../../runtime/errors.ts'
import { type HttpHandler, http } from './http.ts'
import { type Input, type Parsed, type Route, readInput, requestIdOf, type Schema } from './http-input.ts'
import { errorReply } from './http-reply.ts'

/** What `run` begins its response with; after that it writes to the stream and ends it. */
export type Begin = (headers: Record<string, string>) => Writable

interface AwsLambda {
  streamifyResponse(
    handler: (event: APIGatewayProxyEventV2, stream: Writable, context: Context) => Promise<unknown>,
  ): HttpHandler
  HttpResponseStream: {
    from(stream: Writable, metadata: { statusCode: number; headers: Record<string, string> }): Writable
  }
}

/** As http(), for a response that is written piece by piece. Elsewhere it answers NOT_SUPPORTED_HERE. */
export function stream<Q extends Schema = undefined>(
  route: Route<undefined, undefined, Q>,
  run: (input: Input<undefined, undefined, Parsed<Q>>, device: Device, begin: Begin) => Promise<void>,
): HttpHandler {
  const { awslambda } = globalThis as unknown as { awslambda?: Partial<AwsLambda> }
  const unsupported = http(route, () => {
    throw new ServiceError(
      'NOT_SUPPORTED_HERE',
      'This host cannot stream a response: the device runtime (npm start) can, and npm run invoke.',
    )
  })
  // Other libraries put things of their own into this global.
  if (awslambda?.streamifyResponse === undefined || awslambda.HttpResponseStream === undefined)
    return unsupported
  const { HttpResponseStream, streamifyResponse } = awslambda as AwsLambda
  return streamifyResponse(async (event, responseStream, context) => {
    // serverless offline has the convention for its Lambda endpoint only: over HTTP it calls with (event, context).
    if (typeof responseStream.write !== 'function')
      return unsupported(event, responseStream as unknown as Context)
    const begin = (statusCode: number, headers: Record<string, string>) =>
      HttpResponseStream.from(responseStream, { statusCode, headers })
    let begun: Writable | undefined
    try {
      const device = await useDevice()
      const input = await readInput(route, event, context, device)
      await run(input as Input<undefined, undefined, Parsed<Q>>, device, (headers) => {
        begun = begin(200, headers)
        return begun
      })
    } catch (error) {
      // Too late for a status: the client sees that the response broke off.
      if (begun) return void begun.destroy(error as Error)
      const reply = errorReply(error, requestIdOf(event, context), context.functionName)
      begin(reply.statusCode, reply.headers).end(reply.body)
    }
  })
}
