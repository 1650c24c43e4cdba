import type { Schemas } from './api/types.ts'
import type { Requests } from './requests.ts'

type Purpose = Schemas['TicketRequest']['purpose']

/** A ticket is renewed so long before its end that an address made with it can still be loaded. */
const RENEW_BEFORE_MS = 120_000

interface Ticket {
  ticket: string
  expires_at: string
}

/**
 * Tickets for addresses, so that no access token stands in a link, a history or a proxy's log. One ticket per purpose is kept
 * until shortly before its end. Without a token (the service lets anonymous clients read) there is none.
 */
export function createTickets(requests: Requests): (purpose: Purpose) => Promise<string | undefined> {
  const kept = new Map<Purpose, Promise<Ticket>>()
  const issue = (purpose: Purpose) =>
    requests.json<{ data: Ticket }>('POST', 'api/v1/tickets', { body: { purpose } }).then(({ data }) => data)
  return async (purpose) => {
    if (!(await requests.token())) return undefined
    const known = await kept.get(purpose)?.catch(() => undefined)
    if (known && Date.parse(known.expires_at) - Date.now() > RENEW_BEFORE_MS) return known.ticket
    const issued = issue(purpose)
    kept.set(purpose, issued)
    return (await issued).ticket
  }
}
