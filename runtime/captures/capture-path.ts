/** One capture, from its request to the row that acknowledges it (ARCHITECTURE.md, "The way of a capture"). */
import type { Camera } from '../camera/port.ts'
import { monotonicMs } from '../clock.ts'
import type { CaptureData, CaptureRequest } from '../device/captures.ts'
import { toServiceError } from '../errors.ts'
import { capturesTotal } from '../metrics.ts'
import { toIntent, toPicture } from './capture-record.ts'
import type { Intent } from './catalogue/rows.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { encodeFresh } from './encode-fresh.ts'
import { frameDeadline } from './fresh-frame.ts'
import type { PictureFile } from './picture-file.ts'
import type { Stages } from './stages.ts'
import type { Store } from './store.ts'
import type { Attempt, GivenUp } from './unfinished.ts'

export interface CapturePath {
  camera: Camera
  catalogue: CatalogueThread
  store: Store
  givenUp: GivenUp
  /** Resolves when what an earlier run left unfinished is finished. */
  ready(): Promise<void>
  timeoutMs: number
  resizeWidthPx: number | undefined
  resizeHeightPx: number | undefined
  software: string
  /** Whether a time server keeps the host's clock; null where that is unknown. */
  clockSynchronised(): boolean | null
}

/**
 * Takes, encodes and stores one picture. Each step is on disk before the next begins, so a crash, also of the power, leaves:
 *
 * 1. before the intent (name, request, Idempotency-Key): nothing.
 * 2. after the intent: a row of an attempt, and perhaps a temporary file. The next start notes the attempt as failed and
 *    removes the file; a retry takes a picture.
 * 3. after bytes and description (size, SHA-256, receipt) are synced, side by side: the same.
 * 4. after the file has its name: a whole picture, described by its row. The next start completes the row; a retry with the
 *    same key is answered with this picture.
 * 5. after the folder is synced and the row says `stored`: an acknowledged picture.
 *
 * A capture that `waited` for another one gets a frame that was exposed after its own turn began: the plate before it may still
 * have been under the camera when the request arrived.
 *
 * Throws the codes of a capture. Of one that fails, only its row stays.
 */
export async function takeCapture(
  path: CapturePath,
  request: CaptureRequest,
  bodySha256: string,
  stages: Stages,
  waited: boolean,
): Promise<CaptureData> {
  const notBeforeMs = waited ? monotonicMs() : request.requestedAtMs
  const intent = toIntent(request, bodySha256)
  const attempt: Attempt = {}
  const abandoned = new AbortController()
  try {
    stages.enter('starting')
    const deadline = frameDeadline(path.camera, path.timeoutMs, abandoned.signal)
    const frameWanted = deadline.frame(notBeforeMs)
    frameWanted.catch(() => {})
    // Everything that needs no frame is done while the camera exposes it.
    const prepared = prepare(path, intent, attempt)
    stages.enter('waiting_for_frame')
    const { filename, file, atMs } = await prepared
    const { encoded, freshness, settings } = await encodeFresh(
      path,
      request,
      intent,
      frameWanted,
      deadline,
      () => stages.enter('encoding'),
    )

    stages.enter('saving')
    const written = file.write(encoded.bytes)
    const described = path.catalogue.describe(filename, toPicture(encoded, freshness))
    await Promise.all([written, described])
    attempt.filename = await publish(path, filename, file, atMs)
    const data = await path.catalogue.complete(attempt.filename, {
      total_ms: monotonicMs() - request.requestedAtMs,
      durations: stages.durations(),
      camera: settings,
    })
    stages.enter('completed')
    capturesTotal.inc({ result: 'success', code: '' })
    return data
  } catch (error) {
    abandoned.abort()
    const failure = toServiceError(error)
    capturesTotal.inc({ result: 'failure', code: failure.code })
    await path.givenUp.add(attempt, failure.code, stages.durations())
    throw failure
  }
}

/** The intent, then room and a temporary file; `attempt` has what there is of it when a step throws. */
async function prepare(path: CapturePath, intent: Intent, attempt: Attempt) {
  const { store } = path
  const atMs = Date.now()
  const filename = await reserve(path, intent, atMs)
  attempt.filename = filename
  await store.check()
  const file = await store.begin(filename)
  attempt.file = file
  return { filename, file, atMs }
}

async function reserve({ catalogue, store, ready, givenUp }: CapturePath, intent: Intent, atMs: number) {
  try {
    await ready()
    await givenUp.settle()
    return await catalogue.begin(intent, atMs)
  } catch (error) {
    // The folder often tells more plainly what is wrong than the catalogue in it.
    await store.probe()
    throw error
  }
}

/** Under the reserved name, or, where another process put a file there meanwhile, the next free one. */
async function publish(
  { catalogue }: CapturePath,
  reserved: string,
  file: PictureFile,
  atMs: number,
): Promise<string> {
  for (let filename = reserved; ; filename = await catalogue.rename(filename, atMs)) {
    try {
      await file.publish(filename)
      return filename
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
