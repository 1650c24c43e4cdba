/** Whoever can run a handler here can read JWT_SECRET too: an invocation without a token of its own is signed with it. */
import type { Config } from '../config.ts'
import { signToken } from '../token.ts'
import type { InvocationEvent } from './event.ts'

const SUBJECT = 'developer'
const TOKEN_LIFE = '15m'

/** Puts the token, or a signed one, into an event that has headers and no token yet. Throws where nobody here can sign. */
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
  const scope = [auth.readScope, auth.captureScope].filter(Boolean).join(' ') || undefined
  const bearer = token ?? (await signToken(auth, { subject: SUBJECT, expiresIn: TOKEN_LIFE, scope }))
  return { ...event, headers: { ...headers, authorization: `Bearer ${bearer}` } }
}
