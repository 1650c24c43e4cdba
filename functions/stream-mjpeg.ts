import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { z } from 'zod'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { count, viewSize } from './lib/schemas.ts'
import { stream } from './lib/stream.ts'

const BOUNDARY = 'frame'
const HEADERS = {
  'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'cross-origin',
}

export const streamQuery = z.object({
  ...viewSize,
  fps: count(1, 120).default(10).meta({ description: 'Frames per second at most. Default: 10.' }),
})

/** The live view. A slow viewer misses frames. The view ends when its viewer leaves. */
export const handler = stream(
  {
    access: 'read',
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
  async ({ query }, { view }, begin) => {
    const left = new AbortController()
    const { w, h, q, fps } = query
    const pictures = view.watch({
      widthPx: w ?? null,
      heightPx: h ?? null,
      quality: q ?? null,
      fps,
      signal: left.signal,
    })
    let viewer: Writable | undefined
    for await (const jpeg of pictures) {
      viewer ??= open(begin(HEADERS), left)
      viewer.write(
        `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\nX-Timestamp: ${new Date().toISOString()}\r\n\r\n`,
      )
      viewer.write(jpeg)
      if (!viewer.write('\r\n') && !left.signal.aborted)
        await Promise.race([once(viewer, 'drain'), once(left.signal, 'abort')])
    }
    viewer?.end(`--${BOUNDARY}--\r\n`)
  },
)

function open(viewer: Writable, left: AbortController): Writable {
  viewer.on('close', () => left.abort())
  viewer.on('error', () => left.abort())
  return viewer
}
