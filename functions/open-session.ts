import { ServiceError } from '../runtime/errors.ts'
import { answer } from './lib/api/model.ts'
import { session } from './lib/api/session-models.ts'
import { describeSession } from './lib/auth/describe-session.ts'
import { MAX_COOKIE_BYTES, sessionCookie } from './lib/auth/session.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { publicPrefix } from './lib/public-prefix.ts'

/** Signs a browser in: the token of the Authorization header becomes a cookie that scripts cannot read. */
export const handler = http(
  {
    access: 'read',
    tag: 'Session',
    summary: 'Sign in with a cookie',
    description:
      'Sets the cookie `vision_session` (HttpOnly, SameSite=Strict) from the token in the Authorization header. It ends with the ' +
      'token. Call it again with a new token to renew it.',
    responses: {
      200: { description: 'The browser is signed in.', body: answer(session), headers: ['Set-Cookie'] },
    },
  },
  ({ token, claims, headers }, { config }) => {
    if (token === null || claims?.exp === undefined)
      throw new ServiceError(
        'INVALID_TOKEN',
        'Sign in with a token: send the header "Authorization: Bearer <token>".',
      )
    const maxAgeS = Math.max(0, Math.floor(claims.exp - Date.now() / 1000))
    const secure = headers.origin?.startsWith('https:') ?? headers['x-forwarded-proto'] === 'https'
    const cookie = sessionCookie(token, { maxAgeS, secure, prefix: publicPrefix(headers) })
    if (Buffer.byteLength(cookie) > MAX_COOKIE_BYTES)
      throw new ServiceError(
        'VALIDATION_ERROR',
        `The token is too long for a cookie (${MAX_COOKIE_BYTES} bytes). Send it with each request.`,
      )
    const data = describeSession(token, claims, config.auth)
    return new Reply(200, { success: true, data, timestamp: new Date().toISOString() }, {}, [cookie])
  },
)
