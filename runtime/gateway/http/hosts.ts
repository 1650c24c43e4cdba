/** The host names that the service accepts. Otherwise a foreign page could point its own name at this machine (DNS rebinding). */
import { isIP } from 'node:net'
import { hostname } from 'node:os'

export interface Hosts {
  /** `host` as in the Host header, with or without a port. A request without the header is not a browser's. */
  answersTo(host: string | undefined): boolean
  /** An origin of PUBLIC_HOSTS: a page of this service behind a proxy. */
  isPublicOrigin(origin: string): boolean
}

/**
 * Allowed are IP addresses, `localhost`, this machine's own names, names without a dot (public DNS has none, so that nobody can point one
 * at this machine from outside: RFC 7085), and `publicHosts` (PUBLIC_HOSTS, as in vision.lab.example or *.lab.example).
 */
export function hosts(publicHosts: readonly string[]): Hosts {
  const own = new Set(['localhost', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`])
  const anyName = publicHosts.includes('*')
  const names = publicHosts.map((host) => nameOf(host.toLowerCase()))
  const isPublic = (name: string) =>
    anyName ||
    names.some((known) => known === name || (known.startsWith('*.') && name.endsWith(known.slice(1))))
  /** Most clients send one name all the time. */
  let [last, lastAllowed] = ['', true]
  return {
    answersTo(host) {
      if (host === undefined || host === last) return host === undefined || lastAllowed
      const name = nameOf(host.toLowerCase())
      const allowed = isIP(name) !== 0 || own.has(name) || !name.includes('.') || isPublic(name)
      last = host
      lastAllowed = allowed
      return allowed
    },
    isPublicOrigin: (origin) => !anyName && URL.canParse(origin) && isPublic(nameOf(new URL(origin).host)),
  }
}

/** Without port, brackets and the dot at the end. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](:\d+)?$/.exec(host)?.[1]
  return bracketed ?? host.replace(/:\d*$/, '').replace(/\.$/, '')
}
