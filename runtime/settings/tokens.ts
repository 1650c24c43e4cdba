/** Settings of token verification: a secret or a key set. */
import type { Environment } from './environment.ts'
import { PLACEHOLDER_SECRETS, type Settings } from './settings.ts'

/** RFC 7518 section 3.2: the secret is at least as long as the hash. */
export const MIN_SECRET_BYTES: Record<string, number> = { HS256: 32, HS384: 48, HS512: 64 }
const MAKE_ONE =
  'make one with "npm run token -- --secret" or "openssl rand -base64 48", for this service and the auth service'

/** Each missing, weak or contradictory setting for JWT_ALGORITHM, with its remedy. */
export function tokenProblems(settings: Settings, written: Environment): string[] {
  const { JWT_ALGORITHM: algorithm, JWT_JWKS_URL: url } = settings
  const keySets = [url, settings.JWT_JWKS_FILE, settings.COGNITO_USER_POOL_ID].filter(Boolean)
  const problems = algorithm.startsWith('HS') ? secretProblems(settings, written) : []
  if (algorithm.startsWith('HS') && keySets.length > 0)
    problems.push(
      `JWT_ALGORITHM is ${algorithm}, which uses no key set: set it to RS256, for example, or remove the JWKS and Cognito settings`,
    )
  if (!algorithm.startsWith('HS') && keySets.length === 0)
    problems.push(
      `JWT_ALGORITHM is ${algorithm}, which needs a key set: set JWT_JWKS_URL, JWT_JWKS_FILE or COGNITO_USER_POOL_ID`,
    )
  if (url !== undefined && !isPrivate(new URL(url)))
    problems.push(
      `JWT_JWKS_URL is ${url}: over plain http anybody on the network could replace the keys; use https, or http on this machine`,
    )
  if (settings.COGNITO_USER_POOL_ID !== undefined && settings.COGNITO_CLIENT_ID === undefined)
    problems.push('COGNITO_CLIENT_ID is missing: COGNITO_USER_POOL_ID needs it')
  return problems
}

function secretProblems({ JWT_ALGORITHM: algorithm, JWT_SECRET: secret }: Settings, written: Environment) {
  if (secret === undefined) {
    // A secret file that cannot be read is reported separately.
    if (written.JWT_SECRET_FILE !== undefined) return []
    return [
      `JWT_SECRET is missing: ${algorithm} checks tokens with the auth service's secret; set JWT_SECRET or JWT_SECRET_FILE, or ${MAKE_ONE}`,
    ]
  }
  if (PLACEHOLDER_SECRETS.includes(secret.trim().toLowerCase()))
    return [
      `JWT_SECRET is the placeholder of the example, so anybody could sign tokens: set the auth service's own secret, or ${MAKE_ONE}`,
    ]
  const [sizeBytes, minBytes] = [Buffer.byteLength(secret), MIN_SECRET_BYTES[algorithm] ?? 0]
  if (sizeBytes >= minBytes) return []
  return [
    `JWT_SECRET has ${sizeBytes} bytes, too short for ${algorithm}, which needs ${minBytes} (RFC 7518 section 3.2): ${MAKE_ONE}`,
  ]
}

function isPrivate({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true
  return protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
