import { monotonicMs } from '../../runtime/clock.ts'
import type { CaptureRequest } from '../../runtime/device/captures.ts'

let requests = 0
/** A request that arrives now. */
export function request(overrides: Partial<CaptureRequest> = {}): CaptureRequest {
  requests += 1
  return {
    sampleNo: 'S1',
    submissionNo: null,
    description: '',
    quality: 90,
    format: 'JPEG',
    requestedAtMs: monotonicMs(),
    requestId: `request-${requests}`,
    idempotencyKey: null,
    requestedBy: 'tester',
    ...overrides,
  }
}
