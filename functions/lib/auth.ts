/** Who asks: the token, where it may stand, how it is checked, and what it allows. */
import { readFileSync } from 'node:fs'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { JwtExpiredError } from 'aws-jwt-verify/error'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { Config } from '../../runtime/config.ts'
import { ServiceError } from '../../runtime/errors.ts'

export type Access = 'public' | 'read' | 'capture'
export type Claims = JWTPayload

type Auth = Config['auth']
type Verify = (token: string) => Promise<Claims>

/** One checker per settings, so that key sets are fetched once and cached. */
const verifiers = new WeakMap<Auth, Verify>()

/**
 * The claims of a valid token; null for a public route or an anonymous reader. Throws INVALID_TOKEN, TOKEN_EXPIRED,
 * AUTH_ERROR (the key set cannot be had) and FORBIDDEN (a scope is missing).
 */
export async function authenticate(
  token: string | undefined,
  access: Access,
  auth: Auth,
): Promise<Claims | null> {
  if (access === 'public') return null
  if (token === undefined) {
    if (access === 'read' && auth.anonymousRead) return null
    throw new ServiceError(
      'INVALID_TOKEN',
      'A token is needed: send the header "Authorization: Bearer <token>".',
    )
  }
  const claims = await verify(token, auth)
  // The auth service signs its refresh tokens with the same key, issuer and audience.
  if (claims.type !== undefined && claims.type !== 'access') {
    throw new ServiceError('INVALID_TOKEN', 'This is not an access token: its type claim says otherwise.')
  }
  const scope = access === 'read' ? auth.readScope : auth.captureScope
  if (scope !== undefined && !scopesOf(claims).includes(scope)) {
    throw new ServiceError('FORBIDDEN', `This token lacks the scope ${scope}.`)
  }
  return claims
}

/** `Authorization: Bearer`, or `?token=` where a browser cannot set a header (RFC 6750 sections 2.1 and 2.3). */
export function tokenOf(
  headers: Record<string, string | undefined>,
  query: Record<string, string | undefined> | undefined,
): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  if (headers.authorization)
    throw new ServiceError('INVALID_TOKEN', 'The Authorization header must be "Bearer <token>".')
  return query?.token || undefined
}

/** The token of the subprotocol pair `bearer, <jwt>`, for a browser's WebSocket. */
export function subprotocolToken(header: string | undefined): string | undefined {
  const [scheme, token] = (header ?? '').split(',').map((part) => part.trim())
  return scheme?.toLowerCase() === 'bearer' ? token : undefined
}

function scopesOf(claims: Claims): string[] {
  const listed = [claims.scope, claims.scp, claims.permissions].flat()
  return listed.flatMap((scope) => (typeof scope === 'string' ? scope.split(' ') : []))
}

async function verify(token: string, auth: Auth): Promise<Claims> {
  const known = verifiers.get(auth) ?? verifierFor(auth)
  verifiers.set(auth, known)
  try {
    return await known(token)
  } catch (error) {
    if (error instanceof errors.JWTExpired || error instanceof JwtExpiredError) {
      throw new ServiceError('TOKEN_EXPIRED', 'The token has expired; sign in again.', { cause: error })
    }
    if (isUnreachable(error)) {
      throw new ServiceError('AUTH_ERROR', 'The token could not be checked: the key set cannot be fetched.', {
        cause: error,
      })
    }
    throw new ServiceError('INVALID_TOKEN', 'The token is not valid for this service.', { cause: error })
  }
}

/** A key set that cannot be had says nothing about the token. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return false
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  if (error instanceof errors.JOSEError) return error.constructor === errors.JOSEError
  const name = error instanceof Error ? error.constructor.name : ''
  return /Fetch|Jwks|Network/.test(name) || error instanceof TypeError
}

function verifierFor(auth: Auth): Verify {
  if (auth.cognitoUserPoolId !== undefined) return cognito(auth, auth.cognitoUserPoolId)
  const options: JWTVerifyOptions = {
    algorithms: [auth.algorithm],
    issuer: auth.issuer,
    audience: auth.audience,
    requiredClaims: ['exp'],
  }
  if (auth.algorithm.startsWith('HS')) {
    const secret = new TextEncoder().encode(auth.secret)
    return async (token) => (await jwtVerify(token, secret, options)).payload
  }
  const keys =
    auth.jwksFile !== undefined
      ? createLocalJWKSet(keySetFile(auth.jwksFile))
      : createRemoteJWKSet(new URL(auth.jwksUrl as string))
  return async (token) => (await jwtVerify(token, keys, options)).payload
}

/** Amazon Cognito; JWT_JWKS_FILE fills its cache on hosts without internet. */
function cognito(auth: Auth, userPoolId: string): Verify {
  const verifier = CognitoJwtVerifier.create({
    userPoolId,
    clientId: auth.cognitoClientId as string,
    tokenUse: 'access',
  })
  if (auth.jwksFile !== undefined)
    verifier.cacheJwks(keySetFile(auth.jwksFile) as unknown as Parameters<typeof verifier.cacheJwks>[0])
  return async (token) => (await verifier.verify(token)) as Claims
}

function keySetFile(file: string): JSONWebKeySet {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ServiceError('AUTH_ERROR', 'The key set of JWT_JWKS_FILE cannot be read.', { cause: error })
  }
}
