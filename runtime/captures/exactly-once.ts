/** Idempotency-Key: the same key again is answered with the first result (draft-ietf-httpapi-idempotency-key-header). */
import { hash } from 'node:crypto'
import { fieldNames } from '../device/capture-fields.ts'
import type { CaptureData, CaptureRequest, CatalogueEntry } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { GONE } from './gone.ts'

const LATER_FIELDS = fieldNames(({ body }) => body !== undefined).filter(
  (name) => !['sample_no', 'submission_no', 'description'].includes(name),
)

interface Known {
  body_sha256: string
  state: CatalogueEntry['state']
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
 * Runs `take` once per key. `answered` returns the capture that used up a key, also before a crash. A failed attempt does not use
 * its key up. Throws VALIDATION_ERROR where the key belongs to another body, and NOT_FOUND where its picture is gone: an answer
 * with a picture that nobody can fetch would look like a success, and a second picture would not be of the same plate.
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
      known ? stillThere(known, sameBody(known.body_sha256, bodySha256, known.data)) : take(bodySha256),
    )
    underWay.set(key, { bodySha256, data })
    try {
      return await data
    } finally {
      underWay.delete(key)
    }
  }
}

function stillThere({ state }: Known, data: CaptureData): CaptureData {
  const why = GONE[state]
  if (why === undefined) return data
  throw new ServiceError(
    'NOT_FOUND',
    `This Idempotency-Key was answered with the picture ${data.image_data.filename} before: ${why}. Use a new key for a new picture.`,
  )
}

function sameBody(known: string, asked: string, data: CaptureData): CaptureData {
  if (known === asked) return data
  throw new ServiceError(
    'VALIDATION_ERROR',
    'This Idempotency-Key was used for another request. Use a new key for a new picture.',
    { details: [{ path: 'headers.idempotency-key', message: 'was used with another body' }] },
  )
}
