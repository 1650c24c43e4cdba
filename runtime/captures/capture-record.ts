/** What the catalogue notes of a capture, as it comes to be known: the request, the frame, the encoded picture. */
import { hash } from 'node:crypto'
import type { Frame } from '../camera/port.ts'
import { toIso } from '../clock.ts'
import type { CaptureRequest, FreshnessReceipt } from '../device/captures.ts'
import type { Intent, Picture } from './catalogue/rows.ts'
import type { EncodedPicture } from './encode.ts'

/** What is asked for; its `requestedAt` is the monotonic clock's time by the wall clock as it reads now. */
export function toIntent(request: CaptureRequest, bodySha256: string): Intent {
  return {
    sampleNo: request.sampleNo,
    submissionNo: request.submissionNo,
    description: request.description,
    format: request.format,
    requestedAt: toIso(request.requestedAtMs),
    requestId: request.requestId,
    requestedBy: request.requestedBy,
    idempotencyKey: request.idempotencyKey,
    bodySha256,
  }
}

/** Both times from one reading of the wall clock, the intent's: asked again it may read a millisecond more, or have been corrected. */
export function toReceipt(
  { requestedAt }: Intent,
  requestedAtMs: number,
  { exposedAtMs, sequence, clock }: Frame,
): FreshnessReceipt {
  return {
    requested_at: requestedAt,
    exposed_at: new Date(Date.parse(requestedAt) + (exposedAtMs - requestedAtMs)).toISOString(),
    frame_sequence: sequence,
    clock,
    frame_age_ms: Math.round((requestedAtMs - exposedAtMs) * 1000) / 1000,
  }
}

/** The picture as its file will be: size in pixels and bytes, and the SHA-256 that it is known by. */
export function toPicture({ bytes, width, height }: EncodedPicture, freshness: FreshnessReceipt): Picture {
  return {
    width,
    height,
    fileSize: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
    exposedAt: freshness.exposed_at,
    frameSequence: freshness.frame_sequence,
    clock: freshness.clock,
    frameAgeMs: freshness.frame_age_ms,
  }
}
