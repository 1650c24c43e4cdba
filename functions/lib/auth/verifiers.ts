/** Verifies tokens with a secret, with a key set, or with Amazon Cognito's keys. */
import { readFileSync } from 'node:fs'
import {
  createLocalJWKSet,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { Config } from '../../../runtime/config.ts'
import { ServiceError } from '../../../runtime/errors.ts'
import { remoteKeySet } from './key-set.ts'

type Auth = Config['auth']
export type Verify = (token: string) => Promise<JWTPayload>

/** Throws AUTH_ERROR for a JWT_JWKS_FILE that cannot be read. */
export function verifierFor(auth: Auth): Verify {
  if (auth.cognitoUserPoolId !== undefined) return cognito(auth, auth.cognitoUserPoolId)
  const options: JWTVerifyOptions = {
    algorithms: [auth.algorithm],
    issuer: auth.issuer,
    audience: auth.audience,
    requiredClaims: ['exp'],
    clockTolerance: auth.clockToleranceS,
  }
  if (auth.algorithm.startsWith('HS')) {
    const secret = new TextEncoder().encode(auth.secret)
    return async (token) => (await jwtVerify(token, secret, options)).payload
  }
  const fromFile = auth.jwksFile === undefined ? undefined : keySetFile(auth.jwksFile)
  const keys =
    auth.jwksUrl === undefined
      ? createLocalJWKSet(fromFile as JSONWebKeySet)
      : remoteKeySet(new URL(auth.jwksUrl), { fromFile, maxAgeMs: auth.jwksMaxAgeMs })
  return async (token) => (await jwtVerify(token, keys, options)).payload
}

/** JWT_JWKS_FILE fills the verifier's cache on hosts without internet. The library is loaded for the first token: few services need it. */
function cognito(auth: Auth, userPoolId: string): Verify {
  const keys = auth.jwksFile === undefined ? undefined : keySetFile(auth.jwksFile)
  const create = async () => {
    const { CognitoJwtVerifier } = await import('aws-jwt-verify')
    const verifier = CognitoJwtVerifier.create({
      userPoolId,
      clientId: auth.cognitoClientId as string,
      tokenUse: 'access',
      graceSeconds: auth.clockToleranceS,
    })
    if (keys !== undefined) verifier.cacheJwks(keys as unknown as Parameters<typeof verifier.cacheJwks>[0])
    return verifier
  }
  let verifier: ReturnType<typeof create> | undefined
  return async (token) => {
    verifier ??= create()
    return (await (await verifier).verify(token)) as JWTPayload
  }
}

function keySetFile(file: string): JSONWebKeySet {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ServiceError('AUTH_ERROR', 'The key set of JWT_JWKS_FILE cannot be read.', { cause: error })
  }
}
