/** Names the check that a token failed, from the error classes of jose and aws-jwt-verify. */
import * as cognito from 'aws-jwt-verify/error'
import { errors } from 'jose'
import { ServiceError } from '../../../runtime/errors.ts'

export type FailedCheck =
  | 'issuer'
  | 'audience'
  | 'signature'
  | 'algorithm'
  | 'time'
  | 'type'
  | 'sub'
  | 'scope'
  | 'key'
  | 'key_set'
  | 'form'

export const isExpired = (error: unknown) =>
  error instanceof errors.JWTExpired || error instanceof cognito.JwtExpiredError

/** A key set that is not available says nothing about the token. */
export const isUnreachable = (error: unknown) => failedCheck(error) === 'key_set'

const CLAIM_CHECKS: Record<string, FailedCheck> = {
  iss: 'issuer',
  aud: 'audience',
  client_id: 'audience',
  exp: 'time',
  nbf: 'time',
  iat: 'time',
  token_use: 'type',
}

type ErrorClass = abstract new (...given: never[]) => Error
const CHECKS_BY_CLASS: [FailedCheck, ErrorClass[]][] = [
  ['time', [errors.JWTExpired, cognito.JwtExpiredError, cognito.JwtNotBeforeError]],
  ['issuer', [cognito.JwtInvalidIssuerError]],
  ['audience', [cognito.JwtInvalidAudienceError, cognito.CognitoJwtInvalidClientIdError]],
  ['type', [cognito.CognitoJwtInvalidTokenUseError]],
  ['scope', [cognito.JwtInvalidScopeError]],
  ['signature', [errors.JWSSignatureVerificationFailed, cognito.JwtInvalidSignatureError]],
  [
    'algorithm',
    [errors.JOSEAlgNotAllowed, errors.JOSENotSupported, cognito.JwtInvalidSignatureAlgorithmError],
  ],
  [
    'key',
    [
      errors.JWKSNoMatchingKey,
      errors.JWKSMultipleMatchingKeys,
      cognito.KidNotFoundInJwksError,
      cognito.JwtWithoutValidKidError,
      cognito.JwkInvalidUseError,
      cognito.JwkInvalidKtyError,
      // A new key set is fetched for an unknown key once in a while only.
      cognito.WaitPeriodNotYetEndedJwkError,
    ],
  ],
  [
    'key_set',
    [
      ServiceError,
      errors.JWKSInvalid,
      errors.JWKSTimeout,
      cognito.FetchError,
      cognito.JwksNotAvailableInCacheError,
      cognito.JwksValidationError,
      cognito.JwkValidationError,
    ],
  ],
]

/** `form` for a token that cannot be read at all. */
export function failedCheck(error: unknown): FailedCheck {
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_CHECKS[error.claim] ?? 'form'
  const known = CHECKS_BY_CLASS.find(([, classes]) => classes.some((each) => error instanceof each))
  return known?.[0] ?? 'form'
}
