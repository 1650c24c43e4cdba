import { z } from 'zod'
import { answer, model, time } from './lib/api/model.ts'
import { issueTicket, TICKET_LIFETIME_S, TICKET_PURPOSES, type TicketPurpose } from './lib/auth/tickets.ts'
import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

const body = model<{ purpose: TicketPurpose; filename?: string | null | undefined }>()(
  'TicketRequest',
  z.object({
    purpose: z.enum(TICKET_PURPOSES, { error: `must be one of ${TICKET_PURPOSES.join(', ')}` }),
    filename: imagePath.shape.filename
      .nullish()
      .meta({ description: 'For purpose `picture`: only this picture. Left out: every picture.' }),
  }),
)
const ticket = z.object({
  ticket: z
    .string()
    .meta({ description: 'For the query field `ticket`.', example: 'eyJwdXJwb3NlIjoi….3q2-7w' }),
  expires_at: time,
})

/** A short-lived credential for an address, so that the address does not contain the access token. */
export const handler = http(
  {
    access: 'read',
    tag: 'Session',
    summary: 'A ticket for an address',
    description:
      `For \`<img>\` and links, which cannot send a header: \`?ticket=\` in place of \`?token=\`. A ticket opens one thing (a picture, ` +
      `the export, or the live view), ends after ${TICKET_LIFETIME_S} s or with its token.`,
    body,
    responses: { 200: { description: 'The ticket.', body: answer(ticket) } },
  },
  ({ body: { purpose, filename }, claims }, { config }) => {
    const wanted = { purpose, filename: filename ?? null }
    const issued = issueTicket(wanted, claims, Date.now() / 1000, config.auth.secret)
    return {
      success: true,
      data: { ticket: issued.ticket, expires_at: new Date(issued.expiresAtS * 1000).toISOString() },
      timestamp: new Date().toISOString(),
    }
  },
)
