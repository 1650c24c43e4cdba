/** Streamed responses by Lambda's own convention, on hosts that have it. */
import type { Writable } from 'node:stream'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { z } from 'zod'
import { monotonicMs } from '../../runtime/clock.ts'
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { ServiceError } from '../../runtime/errors.ts'
import { type HttpOperation, withOperation } from './api/operation.ts'
import { callerOf, noteRefusal } from './audit.ts'
import { type HttpHandler, http } from './http.ts'
import { credentialsOf, type Input, type Parsed, readInput } from './http-input.ts'
import { errorReply } from './http-reply.ts'

/** Begins the response, with 200 if no status is given. After that `run` writes to the stream and ends it. */
export type Begin = (headers: Record<string, string>, statusCode?: number) => Writable

interface AwsLambda {
  streamifyResponse(
    handler: (event: APIGatewayProxyEventV2, stream: Writable, context: Context) => Promise<unknown>,
  ): HttpHandler
  HttpResponseStream: {
    from(stream: Writable, metadata: { statusCode: number; headers: Record<string, string> }): Writable
  }
}

/**
 * As http(), for a response in pieces. On a host without streaming the handler is `whole`, or answers NOT_SUPPORTED_HERE if there
 * is none.
 */
export function stream<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
>(
  operation: HttpOperation<undefined, P, Q>,
  run: (input: Input<undefined, Parsed<P>, Parsed<Q>>, device: Device, begin: Begin) => Promise<void>,
  whole?: (input: Input<undefined, Parsed<P>, Parsed<Q>>, device: Device) => unknown,
) {
  const { awslambda } = globalThis as unknown as { awslambda?: Partial<AwsLambda> }
  const unsupported = http(operation, whole ?? refuse)
  // Other libraries use the same global.
  if (awslambda?.streamifyResponse === undefined || awslambda.HttpResponseStream === undefined)
    return unsupported
  const { HttpResponseStream, streamifyResponse } = awslambda as AwsLambda
  const handler = streamifyResponse(async (event, responseStream, context) => {
    // serverless offline has the convention for its Lambda endpoint only: over HTTP it calls with (event, context).
    if (typeof responseStream.write !== 'function')
      return unsupported(event, responseStream as unknown as Context)
    const begin = (statusCode: number, headers: Record<string, string>) =>
      HttpResponseStream.from(responseStream, { statusCode, headers })
    const requestedAtMs = monotonicMs()
    let begun: Writable | undefined
    try {
      const device = await useDevice()
      const credentials = await credentialsOf(operation, event, device)
      const input = readInput(operation, event, context, { ...credentials, requestedAtMs })
      // A cache would keep the answer under an address that holds the token.
      const noStore = event.queryStringParameters?.token ? { 'cache-control': 'no-store' } : {}
      await run(input as Input<undefined, Parsed<P>, Parsed<Q>>, device, (headers, statusCode = 200) => {
        begun = begin(statusCode, { ...headers, ...noStore })
        return begun
      })
    } catch (error) {
      // Too late for a status. The client sees that the response broke off.
      if (begun) return void begun.destroy(error as Error)
      const caller = callerOf(event, context)
      noteRefusal(error, caller)
      const reply = errorReply(error, caller)
      begin(reply.statusCode, reply.headers).end(reply.body)
    }
  })
  return withOperation(handler, operation)
}

function refuse(): never {
  throw new ServiceError(
    'NOT_SUPPORTED_HERE',
    'This host cannot stream a response. Use the device runtime (npm start) or npm run invoke.',
  )
}
