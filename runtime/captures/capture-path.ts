/** One capture, from its request to the row that acknowledges it (design section 6). */
import { hash } from 'node:crypto'
import type { Camera, Frame } from '../camera/port.ts'
import { monotonicMs, toIso } from '../clock.ts'
import type {
  CaptureData,
  CaptureProgress,
  CaptureRequest,
  CaptureStage,
  FreshnessReceipt,
} from '../device.ts'
import { ServiceError, toServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { captureStageSeconds, capturesTotal, frameAgeSeconds } from '../metrics.ts'
import type { CatalogueThread } from './catalogue-thread.ts'
import { encode } from './encode.ts'
import { factsOf } from './metadata.ts'
import type { PictureFile, Store } from './store.ts'

export interface CapturePath {
  camera: Camera
  catalogue: CatalogueThread
  store: Store
  timeoutMs: number
  resizeWidthPx: number | undefined
  resizeHeightPx: number | undefined
  software: string
}

const STAGES: Record<CaptureStage, [progress: number, message: string]> = {
  starting: [0, 'Starting the capture'],
  waiting_for_frame: [20, 'Waiting for a frame exposed after the request'],
  encoding: [50, 'Encoding the picture'],
  saving: [80, 'Writing the picture to disk'],
  completed: [100, 'Image captured successfully'],
}

/**
 * Takes, encodes and stores one picture. What a crash leaves at each point, and what the next start makes of it:
 * before the intent, nothing; after it, an attempt that is noted as failed; a temporary file, which is removed; after the
 * link, a whole picture with an intent, which is completed (so a retry with the same key is answered with it); after the row,
 * an acknowledged picture. Throws the codes of a capture; nothing of a failed one stays but its row.
 */
export async function takeCapture(
  path: CapturePath,
  request: CaptureRequest,
  bodySha256: string,
  onProgress: (progress: CaptureProgress) => void,
): Promise<CaptureData> {
  const durations: Record<string, number> = {}
  let stage: CaptureStage = 'starting'
  let stageStartedMs = monotonicMs()
  const enter = (next: CaptureStage) => {
    const nowMs = monotonicMs()
    if (next !== stage) {
      durations[stage] = nowMs - stageStartedMs
      captureStageSeconds.observe({ stage }, (nowMs - stageStartedMs) / 1000)
    }
    stage = next
    stageStartedMs = nowMs
    const [progress, message] = STAGES[next]
    onProgress({ stage, progress, message, sample_no: request.sampleNo, request_id: request.requestId })
  }
  let prepared: Prepared | undefined

  try {
    enter('starting')
    const frameWanted = freshFrame(path, request)
    // Everything that needs no frame is done while the camera exposes it.
    const preparing = prepare(path, request, bodySha256)
    frameWanted.catch(() => {})
    preparing.catch(() => {})
    enter('waiting_for_frame')
    prepared = await preparing
    const frame = await frameWanted
    enter('encoding')
    const freshness = receipt(request, frame)
    const status = path.camera.status()
    const facts = factsOf(request, status.granted?.deviceName ?? '', path.software, freshness)
    const picture = await encode(frame, { ...path, format: request.format, quality: request.quality }, facts)
    enter('saving')
    await prepared.file.write(picture.bytes)
    const filename = await publish(path, prepared)
    const data = await acknowledge(path, prepared, filename, {
      filename,
      width: picture.width,
      height: picture.height,
      fileSize: picture.bytes.length,
      sha256: hash('sha256', picture.bytes, 'hex'),
      exposedAt: freshness.exposed_at,
      frameSequence: freshness.frame_sequence,
      clock: freshness.clock,
      frameAgeMs: freshness.frame_age_ms,
      totalMs: monotonicMs() - request.requestedAtMs,
      durations: { ...durations, saving: monotonicMs() - stageStartedMs },
      camera: { granted: status.granted, drift: status.drift },
    })
    enter('completed')
    capturesTotal.inc({ result: 'success', code: '' })
    captureStageSeconds.observe({ stage: 'total' }, (monotonicMs() - request.requestedAtMs) / 1000)
    return data
  } catch (error) {
    const failure = toServiceError(error)
    capturesTotal.inc({ result: 'failure', code: failure.code })
    await prepared?.file.discard()
    if (prepared) {
      await path.catalogue.fail(prepared.id, failure.code, durations).catch((cause) => {
        logger.error('A failed capture could not be catalogued', cause)
      })
    }
    throw failure
  }
}

interface Prepared {
  id: number
  filename: string
  atMs: number
  file: PictureFile
}

async function prepare(
  { catalogue, store }: CapturePath,
  request: CaptureRequest,
  bodySha256: string,
): Promise<Prepared> {
  const atMs = Date.now()
  const { id, filename } = await catalogue.begin(
    {
      sampleNo: request.sampleNo,
      submissionNo: request.submissionNo,
      description: request.description,
      format: request.format,
      requestedAt: toIso(request.requestedAtMs),
      requestId: request.requestId,
      requestedBy: request.requestedBy,
      idempotencyKey: request.idempotencyKey,
      bodySha256,
    },
    atMs,
  )
  try {
    await store.check()
    return { id, filename, atMs, file: await store.begin(filename, request.requestId) }
  } catch (error) {
    await catalogue.fail(id, toServiceError(error).code, {}).catch(() => {})
    throw error
  }
}

async function freshFrame(
  { camera, timeoutMs }: CapturePath,
  { requestedAtMs }: CaptureRequest,
): Promise<Frame> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const frame = await camera.frame({ notBeforeMs: requestedAtMs, signal: timeout })
    frameAgeSeconds.observe((frame.exposedAtMs - requestedAtMs) / 1000)
    return frame
  } catch (error) {
    if (!timeout.aborted) throw error
    const { errorMessage } = camera.status()
    const message = `The camera gave no frame within ${timeoutMs / 1000} s (CAPTURE_TIMEOUT)${errorMessage === null ? '; check its cable and power.' : `: ${errorMessage}`}`
    throw new ServiceError('CAPTURE_TIMEOUT', message, { cause: error })
  }
}

function receipt(
  { requestedAtMs }: CaptureRequest,
  { exposedAtMs, sequence, clock }: Frame,
): FreshnessReceipt {
  return {
    requested_at: toIso(requestedAtMs),
    exposed_at: toIso(exposedAtMs),
    frame_sequence: sequence,
    clock,
    frame_age_ms: Math.round((requestedAtMs - exposedAtMs) * 1000) / 1000,
  }
}

/** Under the reserved name, or, where another process took it meanwhile, the next free one. */
async function publish({ catalogue }: CapturePath, prepared: Prepared): Promise<string> {
  for (let { filename } = prepared; ; filename = await catalogue.rename(prepared.id, prepared.atMs)) {
    try {
      await prepared.file.publish(filename)
      return filename
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Without its row a picture is not acknowledged, and must not stay. */
async function acknowledge(
  { catalogue, store }: CapturePath,
  { id }: Prepared,
  filename: string,
  stored: Parameters<CatalogueThread['complete']>[1],
): Promise<CaptureData> {
  try {
    return await catalogue.complete(id, stored)
  } catch (error) {
    await store.remove(filename).catch(() => {})
    throw error
  }
}
