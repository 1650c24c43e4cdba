/** The captures of the device: one at a time, exactly once per Idempotency-Key; and the stored pictures. */
import type { Camera } from '../camera/port.ts'
import { type DecodeQueue, openDecodeQueue } from '../decode-queue.ts'
import type { CaptureProgress, CaptureRequest, Captures } from '../device/captures.ts'
import { logger } from '../logger.ts'
import { storageBytes } from '../metrics.ts'
import { type CapturePath, takeCapture } from './capture-path.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { exactlyOnce } from './exactly-once.ts'
import { Queue } from './queue.ts'
import { openReadiness } from './readiness.ts'
import { sweepOnce } from './retention.ts'
import { followStages } from './stages.ts'
import { openStore } from './store.ts'
import { openStoredPictures } from './stored-pictures.ts'
import { openGivenUp } from './unfinished.ts'

export interface CapturesOptions {
  camera: Camera
  folder: string
  timeoutMs: number
  queuePlaces: number
  resizeWidthPx: number | undefined
  resizeHeightPx: number | undefined
  maxAgeHours: number
  maxBytes: number
  reserveBytes: number
  /** Retention removes only what the store has confirmed. */
  onlyDelivered: boolean
  /** The Software tag of the pictures. */
  software: string
  clockSynchronised(): boolean | null
}

type Outbox = Pick<
  CatalogueThread,
  'nextDelivery' | 'delivered' | 'setAside' | 'retrySetAside' | 'deliveryCounts'
>

export interface OpenCaptures extends Captures {
  /** For everything that decodes because somebody looks, the live view too. */
  decodes: DecodeQueue
  /** The catalogue as the place of what waits for its delivery. */
  outbox: Outbox
  /** Called after each capture that was stored. */
  onStored(listener: () => void): void
  close(): Promise<void>
}

/**
 * Opens folder and catalogue, and finishes what a crash cut short; the whole folder is compared beside the running service.
 * Where folder or catalogue cannot be used, it opens all the same: captures answer why, until they can be.
 */
export async function openCaptures(options: CapturesOptions): Promise<OpenCaptures> {
  const { folder } = options
  const store = await openStore(folder, options.reserveBytes)
  let usedBytes = 0
  let lastCaptureAt: string | null = null
  const setUsed = (bytes: number) => {
    usedBytes = bytes
    storageBytes.set({ kind: 'used' }, usedBytes)
  }
  const noteUsed = async (catalogue: CatalogueThread) => setUsed(await catalogue.usedBytes())
  const readiness = openReadiness(folder, store, async (catalogue) => {
    lastCaptureAt = (await catalogue.statistics()).last_capture_time
    await noteStepWhileOff(catalogue)
    await noteUsed(catalogue)
  })
  const { catalogue, ready } = readiness
  await ready().catch((error) => logger.error('Captures cannot be stored', error))

  const path: CapturePath = { ...options, catalogue, store, ready, givenUp: openGivenUp(catalogue, store) }
  const storedListeners: (() => void)[] = []
  const queue = new Queue(options.queuePlaces)
  const takeNew = async (
    request: CaptureRequest,
    bodySha256: string,
    onProgress: (progress: CaptureProgress) => void,
  ) => {
    const stages = followStages(request, onProgress)
    const data = await queue.run(
      (waited) => takeCapture(path, request, bodySha256, stages, waited),
      () => stages.enter('queued'),
    )
    lastCaptureAt = data.image_data.captured_at
    setUsed(usedBytes + data.image_data.file_size)
    for (const listener of storedListeners) listener()
    return data
  }
  const once = exactlyOnce(async (key) => {
    await ready()
    const known = await catalogue.byKey(key)
    if (known === null || (await store.holds(known.data.image_data.filename))) return known
    return { ...known, state: known.state === 'stored' ? 'lost' : known.state }
  })
  const decodes = openDecodeQueue(() => queue.idle())
  const pictures = openStoredPictures(folder, catalogue, store, decodes)

  return {
    ...pictures,
    take: (request, onProgress = () => {}) =>
      once(request, (bodySha256) => takeNew(request, bodySha256, onProgress)),
    get capturing() {
      return queue.running
    },
    idle: () => queue.idle(),
    decodes,
    outbox: catalogue,
    onStored: (listener) => void storedListeners.push(listener),
    get lastCaptureAt() {
      return lastCaptureAt
    },
    stats: () => catalogue.statistics(),
    storage() {
      const status = store.status(usedBytes)
      const problem = readiness.problem()
      return problem === null
        ? status
        : {
            ...status,
            low: true,
            error_message: status.error_message ?? problem,
            error_code: status.error_code ?? 'CAPTURE_FAILED',
          }
    },
    async remove(filename, by) {
      await pictures.remove(filename, by)
      await noteUsed(catalogue)
    },
    noteClockStep: (step) =>
      catalogue
        .noteClockStep(step)
        .catch((error) => logger.warn('A step of the clock could not be noted', error)),
    async sweep() {
      const swept = await sweepOnce(catalogue, store, options)
      await noteUsed(catalogue)
      return swept
    },
    async close() {
      await queue.idle()
      await readiness.close()
      store.close()
    },
  }
}

/** A clock that reads an earlier time than when the service last ran has stepped backwards while the service was off. */
async function noteStepWhileOff(catalogue: CatalogueThread): Promise<void> {
  const lastMs = await catalogue.lastWallClockMs()
  if (lastMs === null || Date.now() >= lastMs) return
  const step = { from: new Date(lastMs).toISOString(), to: new Date().toISOString() }
  logger.warn(
    'CLOCK_STEPPED: the clock of the host reads an earlier time than when the service last ran.',
    step,
  )
  await catalogue.noteClockStep(step)
}
