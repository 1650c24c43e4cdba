/** HTTP Digest authentication (RFC 7616) with MD5 or SHA-256 and qop=auth, as network cameras ask for it. */
import { createHash, randomBytes } from 'node:crypto'

/** The Authorization header that answers a camera's challenge for one GET of the address. */
export function digestAuthorization(challenge: string, address: URL): string {
  const field = (name: string) =>
    new RegExp(`${name}=(?:"([^"]*)"|([^,\\s]+))`, 'i').exec(challenge)?.slice(1).find(Boolean)
  const algorithm = field('algorithm') ?? 'MD5'
  const hash = (text: string) =>
    createHash(/^sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text)
      .digest('hex')
  const [realm = '', nonce = '', opaque] = [field('realm'), field('nonce'), field('opaque')]
  const username = decodeURIComponent(address.username)
  const uri = address.pathname + address.search
  const cnonce = randomBytes(8).toString('hex')
  const secret = hash(`${username}:${realm}:${decodeURIComponent(address.password)}`)
  const answer =
    field('qop') === undefined
      ? hash(`${secret}:${nonce}:${hash(`GET:${uri}`)}`)
      : hash(`${secret}:${nonce}:00000001:${cnonce}:auth:${hash(`GET:${uri}`)}`)
  const fields = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `algorithm=${algorithm}`,
    `response="${answer}"`,
  ]
  if (field('qop') !== undefined) fields.push('qop=auth', 'nc=00000001', `cnonce="${cnonce}"`)
  if (opaque !== undefined) fields.push(`opaque="${opaque}"`)
  return `Digest ${fields.join(', ')}`
}
