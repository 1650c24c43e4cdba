/** Idempotency-Key: the same key again is answered with the first result (draft-ietf-httpapi-idempotency-key-header). */
import { hash } from 'node:crypto'
import { fieldNames } from '../device/capture-fields.ts'
import type { CaptureData, CaptureRequest } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'

const LATER_FIELDS = fieldNames(({ body }) => body !== undefined).filter(
  (name) => !['sample_no', 'submission_no', 'description'].includes(name),
)

interface Known {
  body_sha256: string
  data: CaptureData
}

/** Over what makes the request what it is; times and identifiers of the attempt are not part of it. */
export function bodyHash(request: CaptureRequest): string {
  const { sample_no, submission_no, description, quality, format } = request
  // Fields that came later count only where they are set, so that the hashes of older captures stay what they were.
  const later = LATER_FIELDS.map((name) => [name, request[name as keyof CaptureRequest]])
  const set = later.filter(([, value]) => value !== null && value !== undefined)
  const body = [sample_no, submission_no, description, quality, format, ...set]
  return hash('sha256', JSON.stringify(body), 'hex')
}

/**
 * Runs `take` once per key. `answered` tells what a key was answered with before, also before a crash. A failed attempt does
 * not use its key up. Throws VALIDATION_ERROR where the key belongs to another body.
 */
export function exactlyOnce(answered: (key: string) => Promise<Known | null>) {
  const underWay = new Map<string, { bodySha256: string; data: Promise<CaptureData> }>()

  return async (
    request: CaptureRequest,
    take: (bodySha256: string) => Promise<CaptureData>,
  ): Promise<CaptureData> => {
    const bodySha256 = bodyHash(request)
    const key = request.idempotency_key
    if (key === null) return take(bodySha256)
    const running = underWay.get(key)
    if (running) return sameBody(running.bodySha256, bodySha256, await running.data)
    const data = answered(key).then((known) =>
      known ? sameBody(known.body_sha256, bodySha256, known.data) : take(bodySha256),
    )
    underWay.set(key, { bodySha256, data })
    try {
      return await data
    } finally {
      underWay.delete(key)
    }
  }
}

function sameBody(known: string, asked: string, data: CaptureData): CaptureData {
  if (known === asked) return data
  throw new ServiceError(
    'VALIDATION_ERROR',
    'This Idempotency-Key was used for another request: use a new key for a new picture.',
    { details: [{ path: 'headers.idempotency-key', message: 'was used with another body' }] },
  )
}
