/** The wrapper of every HTTP handler: decode, authenticate, parse, run, respond. It holds the only try/catch. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { z } from 'zod'
import { monotonicMs } from '../../runtime/clock.ts'
import { type Device, useDevice } from '../../runtime/device/device.ts'
import { type HttpOperation, type Schema, withOperation } from './api/operation.ts'
import { auditChange, callerOf, noteRefusal } from './audit.ts'
import type { Claims } from './auth/authenticate.ts'
import { credentialsOf, type Input, type Parsed, readInput } from './http-input.ts'
import { errorReply, toResult } from './http-reply.ts'

/** Lambda calls it for an event of an HTTP API (payload format 2.0). */
export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/** A host that can calls it before it reads a body: the result to refuse with, or undefined. */
type HttpAuthorize = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2 | undefined>

/** A token is far smaller. */
const MAX_BODY_BYTES_WITHOUT_TOKEN = 32 * 1024

/** `run` takes typed input and the device, returns plain data (200) or a Reply, and throws errors that have a code. */
export function http<
  B extends Schema = undefined,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
>(
  operation: HttpOperation<B, P, Q>,
  run: (input: Input<Parsed<B>, Parsed<P>, Parsed<Q>>, device: Device) => unknown,
) {
  const handler: HttpHandler = async (event, context) => {
    const requestedAtMs = monotonicMs()
    const caller = callerOf(event, context)
    let claims: Claims | null = null
    try {
      const device = await useDevice()
      const credentials = await credentialsOf(operation, event, device)
      claims = credentials.claims
      const input = readInput(operation, event, context, { ...credentials, requestedAtMs })
      const answer = await run(input as Input<Parsed<B>, Parsed<P>, Parsed<Q>>, device)
      auditChange(operation, event, caller, claims, { answer })
      const result = toResult(answer)
      // A cache would keep the answer under an address that holds the token.
      return event.queryStringParameters?.token
        ? { ...result, headers: { ...result.headers, 'cache-control': 'no-store' } }
        : result
    } catch (error) {
      if (claims === null) noteRefusal(error, caller)
      else auditChange(operation, event, caller, claims, { error })
      return toResult(errorReply(error, caller))
    }
  }
  const authorize: HttpAuthorize = async (event, context) => {
    try {
      await credentialsOf(operation, event, await useDevice())
      return undefined
    } catch (error) {
      const caller = callerOf(event, context)
      noteRefusal(error, caller)
      return toResult(errorReply(error, caller))
    }
  }
  const needsToken = operation.access === 'read' || operation.access === 'capture'
  const limits = needsToken ? { authorize } : { maxBodyBytes: MAX_BODY_BYTES_WITHOUT_TOKEN }
  return withOperation(Object.assign(handler, limits), operation)
}
