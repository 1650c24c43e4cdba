import { z } from 'zod'
import { time } from './lib/api/model.ts'
import { expiredCookie } from './lib/auth/session.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { publicPrefix } from './lib/public-prefix.ts'

/** Signs the browser out. It works without a valid token, because signing out must never fail. */
export const handler = http(
  {
    access: 'public',
    tag: 'Session',
    summary: 'Sign out',
    responses: {
      200: {
        description: 'The cookie is removed. The token itself stays valid until it expires.',
        body: z.object({ success: z.literal(true), timestamp: time }),
        headers: ['Set-Cookie'],
      },
    },
  },
  ({ headers }) => {
    const cookie = expiredCookie(publicPrefix(headers))
    return new Reply(200, { success: true, timestamp: new Date().toISOString() }, {}, [cookie])
  },
)
