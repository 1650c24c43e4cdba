import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { z } from 'zod'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { tokenEndsAtMs } from './lib/auth/token-end.ts'
import { count, viewSize } from './lib/schemas.ts'
import { stream } from './lib/stream.ts'

const BOUNDARY = 'frame'
/** AbortSignal.timeout takes no more. */
const LONGEST_TIMEOUT_MS = 2 ** 32 - 1
const HEADERS = {
  'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
  'cache-control': 'no-store',
  // A view that ends with its token must look ended: the connection is closed too.
  connection: 'close',
  'cross-origin-resource-policy': 'cross-origin',
}

export const streamQuery = z.object({
  ...viewSize,
  fps: count(1, 120).default(10).meta({ description: 'Frames per second at most. Default: 10.' }),
})

/** The live view. A slow viewer misses frames. The view ends when its viewer leaves or the token ends. */
export const handler = stream(
  {
    access: 'read',
    ticket: 'live_view',
    tag: 'Live view',
    summary: 'JPEGs as the camera delivers them',
    description:
      'multipart/x-mixed-replace, for an <img>. Each part has the header X-Timestamp. It does not end, so do not try it on this page.',
    query: streamQuery,
    responses: {
      200: {
        description: 'The live view. A slow viewer misses frames.',
        body: ['multipart/x-mixed-replace'],
        headers: ['Cache-Control'],
      },
    },
    errors: ['TOO_MANY_CONNECTIONS', ...FRAME_ERRORS, 'NOT_SUPPORTED_HERE'],
  },
  async ({ query, claims, client }, { view, config }, begin) => {
    const left = new AbortController()
    const ended = AbortSignal.any([left.signal, ...tokenEnd(tokenEndsAtMs(claims, config.auth))])
    const { w, h, q, fps } = query
    const pictures = view.watch({
      client,
      widthPx: w ?? null,
      heightPx: h ?? null,
      quality: q ?? null,
      fps,
      signal: ended,
    })
    let viewer: Writable | undefined
    for await (const jpeg of pictures) {
      viewer ??= open(begin(HEADERS), left)
      viewer.write(
        `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\nX-Timestamp: ${new Date().toISOString()}\r\n\r\n`,
      )
      viewer.write(jpeg)
      if (!viewer.write('\r\n') && !ended.aborted)
        await Promise.race([once(viewer, 'drain'), once(ended, 'abort')])
    }
    viewer?.end(`--${BOUNDARY}--\r\n`)
  },
)

/** A signal at the end of the token, or none. */
function tokenEnd(endsAtMs: number | null): AbortSignal[] {
  if (endsAtMs === null) return []
  return [AbortSignal.timeout(Math.min(Math.max(0, endsAtMs - Date.now()), LONGEST_TIMEOUT_MS))]
}

function open(viewer: Writable, left: AbortController): Writable {
  viewer.on('close', () => left.abort())
  viewer.on('error', () => left.abort())
  return viewer
}
