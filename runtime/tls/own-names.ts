/** The names and addresses under which this computer can be reached. */
import { hostname, networkInterfaces } from 'node:os'

/** `dns` in lower case; `addresses` without link-local IPv6 ones, which need a zone that no certificate can hold. */
export function ownNames(): { dns: string[]; addresses: string[] } {
  const name = hostname().toLowerCase()
  const [short = name] = name.split('.')
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const addresses = all.map(({ address }) => address).filter((address) => !/^fe80:/i.test(address))
  return {
    // Avahi and Bonjour announce the name under .local (RFC 6762 section 3).
    dns: [...new Set(['localhost', name, short, `${short}.local`])],
    addresses: [...new Set(['127.0.0.1', '::1', ...addresses])],
  }
}
