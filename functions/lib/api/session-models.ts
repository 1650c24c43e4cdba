/** The session of a browser. */
import { z } from 'zod'
import { model, time } from './model.ts'

export interface Session {
  signed_in: boolean
  subject: string | null
  expires_at: string | null
  csrf_token: string | null
  may_capture: boolean
}

export const session = model<Session>()(
  'Session',
  z.object({
    signed_in: z
      .boolean()
      .meta({ description: 'Whether the request carries a valid token or session cookie.' }),
    subject: z.string().nullable().meta({ description: "The token's sub.", example: 'operator-7' }),
    expires_at: time.nullable().meta({ description: 'When the token ends. null if nobody is signed in.' }),
    csrf_token: z.string().nullable().meta({
      description: 'Send it as X-CSRF-Token with every change (POST, PATCH, DELETE) that uses the cookie.',
      example: 'hX4cQm0v3pYb1w',
    }),
    may_capture: z.boolean().meta({ description: 'Whether the token allows captures and changes.' }),
  }),
)
