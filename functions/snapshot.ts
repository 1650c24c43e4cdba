import { z } from 'zod'
import type { Device } from '../runtime/device/device.ts'
import { captureTimeout } from '../runtime/errors.ts'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import { Reply } from './lib/http-reply.ts'
import { viewSize } from './lib/schemas.ts'

export const snapshotQuery = z.object(viewSize)

/** One fresh JPEG, not stored. Throws the same codes as a capture. */
export async function snapshot(
  { query, client, requestedAtMs }: Input<undefined, undefined, z.output<typeof snapshotQuery>>,
  { view, config }: Device,
): Promise<Reply> {
  const timeout = AbortSignal.timeout(config.capture.timeoutMs)
  const { w, h, q } = query
  const size = { client, widthPx: w ?? null, heightPx: h ?? null, quality: q ?? null }
  const jpeg = await view
    .snapshot({ ...size, notBeforeMs: requestedAtMs, signal: timeout })
    .catch(captureTimeout(timeout, () => 'The camera delivered no frame in time (CAPTURE_TIMEOUT).'))
  return new Reply(200, jpeg, {
    'content-type': 'image/jpeg',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'cross-origin',
  })
}

export const handler = http(
  {
    access: 'read',
    ticket: 'live_view',
    tag: 'Live view',
    summary: 'One fresh JPEG, not stored',
    query: snapshotQuery,
    responses: { 200: { description: 'The picture.', body: ['image/jpeg'], headers: ['Cache-Control'] } },
    errors: [...FRAME_ERRORS],
  },
  snapshot,
)
