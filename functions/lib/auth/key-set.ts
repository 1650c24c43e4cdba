/**
 * The key set at JWT_JWKS_URL. jose's own remote set forgets its keys after some minutes, so that an outage of the sign-in
 * server locks everybody out; this one goes on with the last good set, within a bound.
 */
import {
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose'
import { monotonicMs } from '../../../runtime/clock.ts'
import { ServiceError } from '../../../runtime/errors.ts'
import { logger } from '../../../runtime/logger.ts'
import { keySetAgeSeconds, keySetFetches } from '../../../runtime/metrics.ts'
import { fetchKeySet } from './fetch-key-set.ts'

/** Older keys are fetched again, beside the request that needs them. */
const REFRESH_AFTER_MS = 10 * 60_000
/** Between two tries: unknown key ids and an outage cost the sign-in server no more than this. */
const RETRY_AFTER_MS = 30_000
/** Without any keys nobody can sign in, so the service tries sooner. */
const FIRST_RETRY_AFTER_MS = 2_000

type Keys = ReturnType<typeof createLocalJWKSet>

interface Options {
  /** JWT_JWKS_FILE: the keys until the first fetch succeeds. */
  fromFile: JSONWebKeySet | undefined
  /** JWT_JWKS_MAX_AGE_HOURS: for how long keys are good after the last successful fetch. */
  maxAgeMs: number
}

/** Resolves the key of a token, for jose's jwtVerify. Throws AUTH_ERROR without usable keys, and JWKSNoMatchingKey. */
export function remoteKeySet(url: URL, { fromFile, maxAgeMs }: Options) {
  let keys: Keys | undefined = fromFile && createLocalJWKSet(fromFile)
  let fetchedAtMs: number | undefined
  let triedAtMs: number | undefined
  let running: Promise<void> | undefined

  const ageMs = () => (fetchedAtMs === undefined ? Number.POSITIVE_INFINITY : monotonicMs() - fetchedAtMs)

  const fetchNow = async () => {
    triedAtMs = monotonicMs()
    try {
      keys = createLocalJWKSet(await fetchKeySet(url))
      fetchedAtMs = monotonicMs()
      keySetFetches.inc({ result: 'success' })
    } catch (error) {
      keySetFetches.inc({ result: 'failure' })
      logger.warn('The key set of JWT_JWKS_URL cannot be fetched', {
        error: error as Error,
        goes_on_with:
          keys === undefined
            ? 'no keys'
            : fetchedAtMs === undefined
              ? 'JWT_JWKS_FILE'
              : 'the last good key set',
        ...(fetchedAtMs === undefined ? {} : { age_s: Math.round(ageMs() / 1000) }),
      })
    }
  }
  /** One fetch at a time, and not again too soon. */
  const refresh = (): Promise<void> => {
    const pauseMs = keys === undefined ? FIRST_RETRY_AFTER_MS : RETRY_AFTER_MS
    if (running === undefined && triedAtMs !== undefined && monotonicMs() - triedAtMs < pauseMs)
      return Promise.resolve()
    running ??= fetchNow().finally(() => {
      running = undefined
    })
    return running
  }

  return async (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => {
    if (keys === undefined) await refresh()
    else if (ageMs() > REFRESH_AFTER_MS) void refresh()
    if (fetchedAtMs !== undefined) keySetAgeSeconds.set(ageMs() / 1000)
    if (keys === undefined || (fetchedAtMs !== undefined && ageMs() > maxAgeMs)) {
      throw new ServiceError(
        'AUTH_ERROR',
        'The key set is not available, or older than JWT_JWKS_MAX_AGE_HOURS.',
      )
    }
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const before = keys
      await refresh()
      if (keys === before) throw error
      return keys(header, token)
    }
  }
}
