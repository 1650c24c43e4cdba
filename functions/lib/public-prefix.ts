/** The path in front of every route, as clients see it. */

const PREFIX = /^(\/[\w.~-]+)+$/

/** As in /vision, from the header that the host of the function writes; empty where the service is at the root. */
export function publicPrefix(headers: Record<string, string | undefined>): string {
  const prefix = headers['x-forwarded-prefix'] ?? ''
  return PREFIX.test(prefix) ? prefix : ''
}
