/** Finds the address of the client, also behind trusted proxies. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** The address as it is compared and logged: an IPv4 address as such, also where the server listens on IPv6 (RFC 4291 section 2.5.5.2). */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

export interface Proxies {
  /** The address of the client. X-Forwarded-For counts only as far as trusted proxies wrote it. */
  clientOf(request: IncomingMessage): string
  isTrusted(address: string): boolean
}

/** `trusted`: addresses and networks in CIDR notation (TRUSTED_PROXIES). */
export function trustProxies(trusted: readonly string[]): Proxies {
  const list = new BlockList()
  for (const entry of trusted) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string) => {
    const version = trusted.length === 0 ? 0 : isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
  return {
    isTrusted,
    clientOf({ socket, headers }) {
      const peer = plainAddress(socket.remoteAddress)
      if (!isTrusted(peer)) return peer
      // Each proxy appends the address that it saw, so the list is read from its end.
      const hops = String(headers['x-forwarded-for'] ?? '').split(',')
      let client = peer
      for (const hop of hops.reverse()) {
        const address = withoutPort(hop.trim())
        if (isIP(address) === 0) break
        client = address
        if (!isTrusted(address)) break
      }
      return client
    },
  }
}

/** Some proxies write `203.0.113.7:51234` or `[2001:db8::1]:51234`. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](:\d+)?$/.exec(hop)?.[1]
  return plainAddress(bracketed ?? hop.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1'))
}
