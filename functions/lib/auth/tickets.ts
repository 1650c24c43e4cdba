/**
 * Tickets: short-lived credentials for one purpose, for addresses in `<img>` and links. A ticket in a log, a history or a
 * shared link opens nothing else, and soon nothing at all.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { ServiceError } from '../../../runtime/errors.ts'
import type { Claims } from './authenticate.ts'

export const TICKET_PURPOSES = ['picture', 'export', 'live_view'] as const
export type TicketPurpose = (typeof TICKET_PURPOSES)[number]

/** Long enough for a page to load its pictures; the live view goes on until the token's end. */
export const TICKET_LIFETIME_S = 300

/** Where tokens are checked with a key set, tickets end with the process. */
const KEY_OF_THIS_PROCESS = randomBytes(32)
const derivedKeys = new Map<string, Buffer>()

/** Derived from JWT_SECRET (RFC 5869), so that an open page goes on showing its pictures after a restart of the service. */
function keyOf(secret: string | undefined): Buffer {
  if (secret === undefined) return KEY_OF_THIS_PROCESS
  const known = derivedKeys.get(secret)
  if (known !== undefined) return known
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'vision-capture tickets', 32))
  derivedKeys.set(secret, derived)
  return derived
}

interface Ticket {
  purpose: TicketPurpose
  /** The picture that it opens; null: every picture, for galleries. */
  filename: string | null
  /** Seconds since 1970. */
  expires_at: number
  /** Claims of the token that it was made with. */
  sub?: string
  exp?: number
}

/** The ticket ends with its token, or after TICKET_LIFETIME_S. `nowS`: seconds since 1970; `secret`: JWT_SECRET. */
export function issueTicket(
  wanted: Pick<Ticket, 'purpose' | 'filename'>,
  claims: Claims | null,
  nowS: number,
  secret: string | undefined,
): { ticket: string; expiresAtS: number } {
  const expiresAtS = Math.min(nowS + TICKET_LIFETIME_S, claims?.exp ?? Number.POSITIVE_INFINITY)
  const content: Ticket = {
    ...wanted,
    expires_at: expiresAtS,
    ...(claims?.sub === undefined ? {} : { sub: claims.sub }),
    ...(claims?.exp === undefined ? {} : { exp: claims.exp }),
  }
  const encoded = Buffer.from(JSON.stringify(content)).toString('base64url')
  return { ticket: `${encoded}.${sign(encoded, secret).toString('base64url')}`, expiresAtS }
}

/**
 * The claims behind a ticket. Throws INVALID_TOKEN for a forged ticket or another purpose or picture, TOKEN_EXPIRED for an
 * old one.
 */
export function redeemTicket(
  text: string,
  wanted: { purpose: TicketPurpose; filename: string | undefined },
  nowS: number,
  secret: string | undefined,
): Claims {
  const [encoded = '', signature = ''] = text.split('.')
  const given = Buffer.from(signature, 'base64url')
  const expected = sign(encoded, secret)
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ServiceError('INVALID_TOKEN', 'The ticket is not valid. Request a new one.')
  const { purpose, filename, expires_at, sub, exp } = JSON.parse(
    Buffer.from(encoded, 'base64url').toString(),
  ) as Ticket
  if (purpose !== wanted.purpose || (filename !== null && filename !== wanted.filename))
    throw new ServiceError('INVALID_TOKEN', 'The ticket is for another purpose. Request a new one.')
  if (nowS >= expires_at)
    throw new ServiceError('TOKEN_EXPIRED', 'The ticket has expired. Request a new one.')
  return { ...(sub === undefined ? {} : { sub }), ...(exp === undefined ? {} : { exp }) }
}

const sign = (encoded: string, secret: string | undefined) =>
  createHmac('sha256', keyOf(secret)).update(encoded).digest()
