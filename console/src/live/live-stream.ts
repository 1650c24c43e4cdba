/** The live view's pictures, one after the other, for as long as they are wanted. */
import type { CaptureServiceError } from '../../../client/src/index.ts'
import { client, toFailure } from '../state/service.ts'

const FRAMES_PER_SECOND = 10
const RETRY_MS = 1_000

export interface LiveOptions {
  /** Null is the camera's own size. */
  widthPx: number | null
  signal: AbortSignal
  /** Draws the picture, which is let go of afterwards. */
  onPicture(picture: ImageBitmap): void
  /** The view was refused or cut off; it is asked for again. */
  onFailure(failure: CaptureServiceError): void
}

export async function showLive({ widthPx, signal, onPicture, onFailure }: LiveOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      const query = { fps: FRAMES_PER_SECOND, w: widthPx ?? undefined }
      for await (const { jpeg } of client.view(query, { signal })) {
        const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })).catch(() => null)
        // A torn picture is passed over; the next one is 100 ms away.
        if (picture === null) continue
        if (!signal.aborted) onPicture(picture)
        picture.close()
      }
    } catch (error) {
      if (signal.aborted) return
      onFailure(toFailure(error))
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
