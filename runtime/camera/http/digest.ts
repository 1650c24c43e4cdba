/** HTTP Digest authentication for a GET (RFC 7616, and RFC 2069 where the camera names no qop). */
import { createHash, randomBytes } from 'node:crypto'
import type { Credentials } from './address.ts'
import type { Challenge } from './challenges.ts'

/** Node's name of each hash that RFC 7616 section 6.1 registers, weakest first. */
const HASHES = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' } as const
const STRENGTH = Object.keys(HASHES)

export interface DigestChallenge {
  realm: string
  nonce: string
  opaque: string | undefined
  /** As the camera spelled it; undefined where it named none, which means MD5. */
  algorithm: string | undefined
  hash: string
  session: boolean
  qop: 'auth' | 'auth-int' | undefined
  userHash: boolean
  stale: boolean
}

/** The strongest Digest challenge that can be answered, or null. */
export function strongestDigest(challenges: readonly Challenge[]): DigestChallenge | null {
  const usable = challenges.flatMap(({ scheme, parameters }) => {
    if (scheme !== 'digest' || parameters.nonce === undefined) return []
    const base = baseOf(parameters.algorithm)
    const qops =
      parameters.qop
        ?.toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean) ?? []
    const qop = qops.includes('auth') ? 'auth' : qops.includes('auth-int') ? 'auth-int' : undefined
    if (!(base in HASHES) || (qops.length > 0 && qop === undefined)) return []
    const challenge: DigestChallenge = {
      realm: parameters.realm ?? '',
      nonce: parameters.nonce,
      opaque: parameters.opaque,
      algorithm: parameters.algorithm || undefined,
      hash: HASHES[base as keyof typeof HASHES],
      session: /-sess$/i.test(parameters.algorithm ?? ''),
      qop,
      userHash: parameters.userhash?.toLowerCase() === 'true',
      stale: parameters.stale?.toLowerCase() === 'true',
    }
    return [{ challenge, strength: STRENGTH.indexOf(base) }]
  })
  return usable.sort((a, b) => b.strength - a.strength)[0]?.challenge ?? null
}

/** The value of the Authorization header. `count` is how often this nonce has been used, from 1. */
export function digestAuthorization(
  challenge: DigestChallenge,
  { username, password }: Credentials,
  uri: string,
  count: number,
): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge
  const hash = (text: string) => createHash(challenge.hash).update(text, 'utf8').digest('hex')
  const cnonce = randomBytes(16).toString('hex')
  const nc = count.toString(16).padStart(8, '0')
  const plain = hash(`${username}:${realm}:${password}`)
  const secret = challenge.session ? hash(`${plain}:${nonce}:${cnonce}`) : plain
  const resource = hash(`GET:${uri}${qop === 'auth-int' ? `:${hash('')}` : ''}`)
  const response =
    qop === undefined
      ? hash(`${secret}:${nonce}:${resource}`)
      : hash(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${resource}`)
  const user = challenge.userHash ? hash(`${username}:${realm}`) : username
  const fields = [
    `username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
  ]
  if (algorithm !== undefined) fields.push(`algorithm=${algorithm}`)
  if (qop !== undefined) fields.push(`qop=${qop}`, `nc=${nc}`)
  if (qop !== undefined || challenge.session) fields.push(`cnonce="${cnonce}"`)
  if (opaque !== undefined) fields.push(`opaque=${quoted(opaque)}`)
  if (challenge.userHash) fields.push('userhash=true')
  return `Digest ${fields.join(', ')}`
}

/** `SHA256` and `sha-256-sess` both name `sha-256`. */
function baseOf(algorithm: string | undefined): string {
  if (!algorithm) return 'md5'
  return algorithm
    .toLowerCase()
    .replace(/-sess$/, '')
    .replace(/^sha(\d)/, 'sha-$1')
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
