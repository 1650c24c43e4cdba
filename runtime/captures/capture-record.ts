/** The parts of a capture's record, in the order in which they become known: request, frame, encoded picture. */
import { hash } from 'node:crypto'
import type { Frame } from '../camera/port.ts'
import { toIso } from '../clock.ts'
import type { CaptureRequest, FreshnessReceipt } from '../device/captures.ts'
import type { Intent, Picture } from './catalogue/rows.ts'
import type { EncodedPicture } from './encode.ts'

/** The request; `requested_at` is its monotonic time by the wall clock as it reads now. */
export function toIntent(request: CaptureRequest, body_sha256: string): Intent {
  const { quality: _, requestedAtMs, ...fields } = request
  return { ...fields, requested_at: toIso(requestedAtMs), body_sha256 }
}

/** Both times follow from one reading of the wall clock, the intent's: a second reading may differ or have been corrected. */
export function toReceipt(
  { requested_at }: Intent,
  requestedAtMs: number,
  frame: Frame,
  clock_synchronised: boolean | null,
): FreshnessReceipt {
  return {
    requested_at,
    exposed_at: new Date(Date.parse(requested_at) + (frame.exposedAtMs - requestedAtMs)).toISOString(),
    frame_sequence: frame.sequence,
    clock: frame.clock,
    frame_age_ms: round(requestedAtMs - frame.exposedAtMs),
    latency_bound_ms: round(frame.latencyBoundMs),
    latency_source: frame.latencySource,
    clock_synchronised,
  }
}

const round = (ms: number) => Math.round(ms * 1000) / 1000

/** The picture as its file will be: size in pixels and bytes, and its SHA-256. */
export function toPicture({ bytes, width, height }: EncodedPicture, freshness: FreshnessReceipt): Picture {
  const { requested_at: _, ...frame } = freshness
  return {
    ...frame,
    captured_at: freshness.exposed_at,
    width,
    height,
    file_size: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
  }
}
