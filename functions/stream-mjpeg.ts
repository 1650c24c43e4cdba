import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { viewOperations } from './lib/api/camera-operations.ts'
import { stream } from './lib/stream.ts'

const BOUNDARY = 'frame'
const HEADERS = {
  'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'cross-origin',
}

/** The live view. A viewer that is slow misses frames; one that leaves ends its view. */
export const handler = stream(viewOperations.streamMjpeg, async ({ query }, { view }, begin) => {
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
})

function open(viewer: Writable, left: AbortController): Writable {
  viewer.on('close', () => left.abort())
  viewer.on('error', () => left.abort())
  return viewer
}
