/** Request identifiers: unique over restarts, and cheap. */
import { randomBytes } from 'node:crypto'

const ACCEPTED = /^[A-Za-z0-9_-]{1,128}$/
/** Random for each start, so that a log of many starts has no identifier twice. */
const startPart = randomBytes(8).toString('hex')
let count = 0

export function newRequestId(): string {
  count++
  return `${startPart}-${count.toString(36)}`
}

/** The caller's own x-request-id where it is safe to log and echo, else a new one. */
export function acceptRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && ACCEPTED.test(header) ? header : newRequestId()
}
