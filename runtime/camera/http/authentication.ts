/**
 * Which Authorization header a camera gets. The rules:
 *
 * - Nothing is sent before the camera asks.
 * - Digest is used wherever it is offered, with the strongest hash; Basic only by a camera that has never offered Digest, because
 *   whoever stands between could offer Basic to read the password.
 * - A refused password is tried three times, then after 1, 5, and every 10 minutes: cameras lock a user out after 3 to 10 failures.
 */
import { monotonicMs } from '../../clock.ts'
import type { ServiceError } from '../../errors.ts'
import { type Credentials, refused } from './address.ts'
import { parseChallenges } from './challenges.ts'
import { type DigestChallenge, digestAuthorization, strongestDigest } from './digest.ts'

const TRIES_AT_ONCE = 3
const PAUSES_MS = [60_000, 300_000, 600_000]

export class Authentication {
  readonly #credentials: Credentials | null
  readonly #nowMs: () => number
  #digest: DigestChallenge | null = null
  #nonceCount = 0
  #everDigest = false
  #basic = false
  #refusals = 0
  #nextTryAtMs = 0

  constructor(credentials: Credentials | null, nowMs = monotonicMs) {
    this.#credentials = credentials
    this.#nowMs = nowMs
  }

  /** Throws CAMERA_NOT_AVAILABLE while a refused password must not be tried again. */
  checkPause(url: URL): void {
    if (this.#nowMs() < this.#nextTryAtMs) throw this.#refusal(url)
  }

  /** The header for the next request; undefined where the camera has not asked yet, or there is no password. */
  authorization({ pathname, search }: URL): string | undefined {
    if (this.#credentials === null) return undefined
    if (this.#digest !== null) {
      this.#nonceCount += 1
      return digestAuthorization(this.#digest, this.#credentials, pathname + search, this.#nonceCount)
    }
    const { username, password } = this.#credentials
    return this.#basic ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` : undefined
  }

  /**
   * Takes in a 401 and its WWW-Authenticate headers. `answered`: the request carried a header of a nonce that the camera gave just
   * before. Returns when the request can be sent again; throws CAMERA_NOT_AVAILABLE when it cannot.
   */
  challenged(url: URL, headers: readonly string[], answered: boolean): void {
    if (this.#credentials === null)
      throw refused(
        url,
        'it asks for a user and a password. Set CAMERA_SOURCE=http://user:password@host/path',
      )
    const challenges = parseChallenges(headers)
    const digest = strongestDigest(challenges)
    if (answered && digest?.stale !== true) {
      this.countRefusal()
      throw this.#refusal(url)
    }
    const offersDigest = challenges.some(({ scheme }) => scheme === 'digest')
    this.#everDigest ||= offersDigest
    this.#digest = digest
    this.#nonceCount = 0
    this.#basic = !this.#everDigest && challenges.some(({ scheme }) => scheme === 'basic')
    if (digest !== null || this.#basic) return
    if (offersDigest)
      throw refused(url, 'it asks for Digest authentication with an algorithm that is not supported')
    if (this.#everDigest)
      throw refused(
        url,
        'it asked for Digest authentication before and now asks for Basic, which would show the password. If you changed this in the camera, restart the service',
      )
    const names = challenges.map(({ scheme }) => scheme).join(', ')
    throw refused(
      url,
      names === ''
        ? 'it answers 401 and does not say how to sign in. Check the path'
        : `it asks for ${names} authentication. Only Digest and Basic are supported`,
    )
  }

  /** A camera that answers 403 to a password has refused it, too. */
  countRefusal(): void {
    this.#refusals += 1
    this.#digest = null
    const pause = this.#refusals - TRIES_AT_ONCE
    if (pause >= 0) this.#nextTryAtMs = this.#nowMs() + (PAUSES_MS[pause] ?? (PAUSES_MS.at(-1) as number))
  }

  /** The camera let the request in. `info`: its Authentication-Info header, which may hold the next nonce (RFC 7616 section 3.5). */
  accepted(info: string | undefined): void {
    this.#refusals = 0
    this.#nextTryAtMs = 0
    const next = info === undefined ? undefined : /(?:^|[\s,])nextnonce="([^"]*)"/i.exec(info)?.[1]
    if (next && this.#digest !== null) {
      this.#digest = { ...this.#digest, nonce: next }
      this.#nonceCount = 0
    }
  }

  #refusal(url: URL): ServiceError {
    const waitS = Math.ceil((this.#nextTryAtMs - this.#nowMs()) / 1000)
    const pause =
      waitS > 0
        ? ` It was refused ${this.#refusals} times, so the next try is in ${waitS} s: many cameras lock a user out after a few failures`
        : ''
    return refused(
      url,
      `it refuses the user or the password. Correct CAMERA_SOURCE.${pause}`.replace(/\.$/, ''),
    )
  }
}
