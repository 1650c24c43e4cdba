/** What the audit log has of each request: who changed something, and who was refused. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { ERRORS, toServiceError } from '../../runtime/errors.ts'
import { auditRefusal, writeAudit } from '../../runtime/logger.ts'
import type { HttpOperation } from './api/operation.ts'
import { type Claims, MissingScope } from './auth/authenticate.ts'
import { requestIdOf } from './http-input.ts'
import type { Caller } from './http-reply.ts'

export function callerOf(event: APIGatewayProxyEventV2, context: Context): Caller {
  return {
    request_id: requestIdOf(event, context),
    function_name: context.functionName,
    source_ip: event.requestContext?.http?.sourceIp ?? '',
  }
}

/** One line for each request that needs the capture scope: captures, corrections, deletions, controls, and their failures. */
export function auditChange(
  { access, audit }: HttpOperation,
  event: APIGatewayProxyEventV2,
  caller: Caller,
  claims: Claims | null,
  outcome: { answer: unknown } | { error: unknown },
): void {
  if (access !== 'capture') return
  const code = 'error' in outcome ? toServiceError(outcome.error).code : undefined
  writeAudit({
    event: caller.function_name,
    sub: claims?.sub ?? null,
    path: event.rawPath,
    status: code === undefined ? 200 : ERRORS[code].status,
    ...(code === undefined ? {} : { code }),
    ...('answer' in outcome ? audit?.(outcome.answer) : {}),
    request_id: caller.request_id,
    source_ip: caller.source_ip,
  })
}

/** A line where the error is a refusal (401 or 403). `sub` is the person where the token says it. */
export function noteRefusal(
  thrown: unknown,
  { function_name, ...caller }: Caller,
  sub: string | null = null,
): void {
  const { code } = toServiceError(thrown)
  const { status } = ERRORS[code]
  if (status !== 401 && status !== 403) return
  const person = thrown instanceof MissingScope ? thrown.sub : sub
  auditRefusal({ code, status, sub: person, function: function_name, ...caller })
}
