/** Signs an invocation that has no token: a person who can run a handler here can read JWT_SECRET anyway. */
import type { Config } from '../../config.ts'
import { signToken } from '../token.ts'
import type { InvocationEvent } from './event.ts'

const SUBJECT = 'developer'
const TOKEN_LIFE = '15m'

/**
 * Puts the token, or a signed one, into an event that has headers and no token yet. Where only the auth service can sign, the
 * event goes as it is: many functions need none, and the others answer INVALID_TOKEN.
 */
export async function authorize(
  event: InvocationEvent,
  auth: Config['auth'],
  token: string | undefined,
): Promise<InvocationEvent> {
  const { headers, queryStringParameters: query } = event
  if (headers === undefined) return event
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const hasToken = names.includes('authorization') || names.includes('sec-websocket-protocol') || query?.token
  if (hasToken && token === undefined) return event
  const bearer = token ?? (await sign(auth))
  return bearer === undefined
    ? event
    : { ...event, headers: { ...headers, authorization: `Bearer ${bearer}` } }
}

async function sign(auth: Config['auth']): Promise<string | undefined> {
  const scope = [auth.readScope, auth.captureScope].filter(Boolean).join(' ') || undefined
  try {
    return await signToken(auth, { subject: SUBJECT, expiresIn: TOKEN_LIFE, scope })
  } catch (error) {
    process.stderr.write(`No token is sent. ${(error as Error).message} --token sends it.\n`)
  }
}
