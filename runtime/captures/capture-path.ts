/** One capture, from its request to the row that acknowledges it (design section 6). */
import { hash } from 'node:crypto'
import type { Camera, Frame } from '../camera/port.ts'
import { monotonicMs, toIso } from '../clock.ts'
import type { CaptureData, CaptureProgress, CaptureRequest, FreshnessReceipt } from '../device.ts'
import { captureTimeout, toServiceError } from '../errors.ts'
import { capturesTotal, frameAgeSeconds } from '../metrics.ts'
import type { Intent, Picture } from './catalogue-rows.ts'
import type { CatalogueThread } from './catalogue-thread.ts'
import { type EncodedPicture, encode } from './encode.ts'
import { factsOf } from './metadata.ts'
import type { PictureFile } from './picture-file.ts'
import { followStages } from './stages.ts'
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
 * Throws the codes of a capture. Of one that fails, only its row stays.
 */
export async function takeCapture(
  path: CapturePath,
  request: CaptureRequest,
  bodySha256: string,
  onProgress: (progress: CaptureProgress) => void,
): Promise<CaptureData> {
  const stages = followStages(request, onProgress)
  const intent = toIntent(request, bodySha256)
  const attempt: Attempt = {}
  const abandoned = new AbortController()
  try {
    stages.enter('starting')
    const frameWanted = freshFrame(path, request, abandoned.signal)
    frameWanted.catch(() => {})
    // Everything that needs no frame is done while the camera exposes it.
    const prepared = prepare(path, intent, attempt)
    stages.enter('waiting_for_frame')
    const { filename, file, atMs } = await prepared
    const frame = await frameWanted
    const settings = readSettings(path.camera)

    stages.enter('encoding')
    const freshness = receipt(intent, request.requestedAtMs, frame)
    const facts = factsOf(request, settings.granted?.deviceName ?? '', path.software, freshness)
    const encoded = await encode(frame, { ...path, format: request.format, quality: request.quality }, facts)

    stages.enter('saving')
    const written = file.write(encoded.bytes)
    const described = path.catalogue.describe(filename, toPicture(encoded, freshness))
    await Promise.all([written, described])
    attempt.filename = await publish(path, filename, file, atMs)
    const data = await path.catalogue.complete(attempt.filename, {
      totalMs: monotonicMs() - request.requestedAtMs,
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

async function freshFrame(
  { camera, timeoutMs }: CapturePath,
  { requestedAtMs }: CaptureRequest,
  abandoned: AbortSignal,
): Promise<Frame> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const sentence = () => {
    const { errorMessage } = camera.status()
    return `The camera gave no frame within ${timeoutMs / 1000} s (CAPTURE_TIMEOUT)${errorMessage === null ? '; check its cable and power.' : `: ${errorMessage}`}`
  }
  const frame = await camera
    .frame({ notBeforeMs: requestedAtMs, signal: AbortSignal.any([timeout, abandoned]) })
    .catch(captureTimeout(timeout, sentence))
  frameAgeSeconds.observe((frame.exposedAtMs - requestedAtMs) / 1000)
  return frame
}

/**
 * What the camera is set to. Its controls are asked for now and noted where they have come by the time the picture is on
 * disk; null where not, or where it has none: no picture waits for them.
 */
function readSettings(camera: Camera) {
  const { granted, drift } = camera.status()
  const settings = { granted, drift, controls: null as Record<string, number> | null }
  // controls() itself throws where there are none.
  new Promise<Awaited<ReturnType<ReturnType<Camera['controls']>['list']>>>((resolve) =>
    resolve(camera.controls().list()),
  ).then(
    (controls) => {
      settings.controls = Object.fromEntries(controls.map(({ name, value }) => [name, value]))
    },
    () => {},
  )
  return settings
}

/** Both times from one reading of the wall clock, the intent's: asked again it may read a millisecond more, or have been corrected. */
function receipt(
  { requestedAt }: Intent,
  requestedAtMs: number,
  { exposedAtMs, sequence, clock }: Frame,
): FreshnessReceipt {
  return {
    requested_at: requestedAt,
    exposed_at: new Date(Date.parse(requestedAt) + (exposedAtMs - requestedAtMs)).toISOString(),
    frame_sequence: sequence,
    clock,
    frame_age_ms: Math.round((requestedAtMs - exposedAtMs) * 1000) / 1000,
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

function toIntent(request: CaptureRequest, bodySha256: string): Intent {
  const { sampleNo, submissionNo, description, format, requestedAtMs, requestId } = request
  const { requestedBy, idempotencyKey } = request
  const requestedAt = toIso(requestedAtMs)
  return {
    sampleNo,
    submissionNo,
    description,
    format,
    requestedAt,
    requestId,
    requestedBy,
    idempotencyKey,
    bodySha256,
  }
}

function toPicture({ bytes, width, height }: EncodedPicture, freshness: FreshnessReceipt): Picture {
  return {
    width,
    height,
    fileSize: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
    exposedAt: freshness.exposed_at,
    frameSequence: freshness.frame_sequence,
    clock: freshness.clock,
    frameAgeMs: freshness.frame_age_ms,
  }
}
