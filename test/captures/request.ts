import { monotonicMs } from '../../runtime/clock.ts'
import type { CaptureRequest } from '../../runtime/device/captures.ts'

let requests = 0
/** A request that arrives now. */
export function request(overrides: Partial<CaptureRequest> = {}): CaptureRequest {
  requests += 1
  return {
    sample_no: 'S1',
    submission_no: null,
    description: '',
    quality: 90,
    format: 'JPEG',
    requestedAtMs: monotonicMs(),
    request_id: `request-${requests}`,
    idempotency_key: null,
    requested_by: 'tester',
    ...overrides,
  }
}
