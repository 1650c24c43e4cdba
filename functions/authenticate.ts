import { z } from 'zod'
import { ServiceError } from '../runtime/errors.ts'
import { time } from './lib/api/model.ts'
import { authenticate } from './lib/auth/authenticate.ts'
import { tokenEndsAtMs } from './lib/auth/token-end.ts'
import { message } from './lib/websocket.ts'

const authenticated = z.object({
  subject: z.string().nullable().meta({ description: "The token's sub.", example: 'operator-7' }),
  expires_at: time.nullable().meta({ description: 'When the connection ends without another renewal.' }),
})

/** Renews an open connection with a new token of the same person. */
export const handler = message(
  {
    summary: 'Renews the connection with a new token, before the old token expires.',
    fields: {
      token: z.string().meta({ description: 'An access token with the same sub.', example: 'eyJhbGciOi…' }),
    },
    answer: 'authenticated',
    sends: {
      authenticated: { summary: 'Answers `authenticate`: the connection goes on.', data: authenticated },
    },
  },
  async ({ message: { token }, connection }, { connections, config }) => {
    const claims = await authenticate(typeof token === 'string' ? token : undefined, 'read', config.auth)
    const subject = claims?.sub ?? null
    if (connection.subject !== null && subject !== connection.subject)
      throw new ServiceError('FORBIDDEN', 'The token is of another person. Open a new connection for it.')
    const endsAtMs = tokenEndsAtMs(claims, config.auth)
    connections.renew(connection.connectionId, { subject, tokenEndsAtMs: endsAtMs })
    const expiresAt = endsAtMs === null ? null : new Date(endsAtMs).toISOString()
    return { type: 'authenticated', data: { subject, expires_at: expiresAt } }
  },
)
