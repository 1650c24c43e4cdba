/** The captures of the device: one at a time, exactly once per Idempotency-Key, and everything one may ask of those stored. */
import { open as openFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Camera } from '../camera/port.ts'
import type { CaptureProgress, CaptureRequest, CaptureStats, Captures, StoredImage } from '../device.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { storageBytes } from '../metrics.ts'
import { type CapturePath, takeCapture } from './capture-path.ts'
import { listPage } from './catalogue-listing.ts'
import type { CatalogueThread } from './catalogue-thread.ts'
import { exactlyOnce } from './exactly-once.ts'
import { exportZip } from './export.ts'
import { CONTENT_TYPES } from './file-name.ts'
import { Queue } from './queue.ts'
import { openReadiness } from './readiness.ts'
import { sweepOnce } from './retention.ts'
import { storageError } from './storage-error.ts'
import { openStore } from './store.ts'
import { Thumbnails } from './thumbnails.ts'
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
  /** As the pictures' Software tag says it. */
  software: string
}

/**
 * Opens folder and catalogue, and finishes what a crash cut short; the whole folder is compared beside the running service.
 * Where folder or catalogue cannot be used, it opens all the same: captures answer why, until they can be.
 */
export async function openCaptures(options: CapturesOptions): Promise<Captures & { close(): Promise<void> }> {
  const { folder } = options
  const store = await openStore(folder, options.reserveBytes)
  let usedBytes = 0
  let lastCaptureAt: string | null = null
  const noteUsed = async (catalogue: CatalogueThread) => {
    usedBytes = await catalogue.usedBytes()
    storageBytes.set({ kind: 'used' }, usedBytes)
  }
  const readiness = openReadiness(folder, store, async (catalogue) => {
    lastCaptureAt = (await catalogue.statistics()).lastCaptureAt
    await noteUsed(catalogue)
  })
  const { catalogue, ready } = readiness
  await ready().catch((error) => logger.error('Captures cannot be stored', error))

  const path: CapturePath = { ...options, catalogue, store, ready, givenUp: openGivenUp(catalogue, store) }
  const queue = new Queue(options.queuePlaces)
  const thumbnails = new Thumbnails()
  const takeNew = async (
    request: CaptureRequest,
    bodySha256: string,
    onProgress: (progress: CaptureProgress) => void,
  ) => {
    const data = await queue.run(() => takeCapture(path, request, bodySha256, onProgress))
    lastCaptureAt = data.image_data.captured_at
    usedBytes += data.image_data.file_size
    storageBytes.set({ kind: 'used' }, usedBytes)
    return data
  }

  const once = exactlyOnce(async (key) => {
    await ready()
    return catalogue.byKey(key)
  })

  const stored = async (filename: string) => {
    const entry = await catalogue.entry(filename)
    if (entry?.state === 'stored') return entry
    const gone = { lost: 'its file is gone', deleted: 'it was deleted', expired: 'retention removed it' }
    const why = entry && entry.state in gone ? `: ${gone[entry.state as keyof typeof gone]}` : ''
    throw new ServiceError('NOT_FOUND', `There is no picture ${filename}${why}.`)
  }

  return {
    take: (request, onProgress = () => {}) =>
      once(request, (bodySha256) => takeNew(request, bodySha256, onProgress)),
    get capturing() {
      return queue.running
    },
    idle: () => queue.idle(),
    get lastCaptureAt() {
      return lastCaptureAt
    },
    stats: async () => toStats(await catalogue.statistics()),
    storage() {
      const status = store.status(usedBytes)
      const problem = readiness.problem()
      return problem === null
        ? status
        : { ...status, low: true, error_message: status.error_message ?? problem }
    },
    list: (query) => listPage(catalogue, query),
    entry: stored,
    async open(filename, { widthPx } = {}): Promise<StoredImage> {
      const entry = await stored(filename)
      const { sha256, file_size } = entry.image_data
      const original = (start = 0, end = file_size - 1) => readRange(folder, filename, start, end)
      if (widthPx === undefined) {
        const contentType = CONTENT_TYPES[extname(filename).slice(1)] ?? 'application/octet-stream'
        return { entry, contentType, sizeBytes: file_size, etag: `"${sha256}"`, read: original }
      }
      const small = await thumbnails.get(sha256, widthPx, original)
      const read = async (start = 0, end = small.length - 1) => small.subarray(start, end + 1)
      return {
        entry,
        contentType: 'image/jpeg',
        sizeBytes: small.length,
        etag: `"${sha256}-${widthPx}"`,
        read,
      }
    },
    async remove(filename, by) {
      await stored(filename)
      // The row first: a crash between the two is finished by the next start, never undone.
      if (await catalogue.leave(filename, 'deleted', by)) await store.remove(filename)
      await noteUsed(catalogue)
    },
    async pin(filename, pinned, by) {
      await stored(filename)
      const entry = await catalogue.pin(filename, pinned, by)
      if (entry === null) throw new ServiceError('NOT_FOUND', `There is no picture ${filename}.`)
      return entry
    },
    async sweep() {
      const swept = await sweepOnce(catalogue, store, options)
      await noteUsed(catalogue)
      return swept
    },
    export: async (query) => exportZip(folder, catalogue, query),
    async close() {
      await queue.idle()
      await readiness.close()
      store.close()
    },
  }
}

async function readRange(folder: string, filename: string, start: number, end: number): Promise<Buffer> {
  try {
    const handle = await openFile(join(folder, filename))
    try {
      const bytes = Buffer.allocUnsafe(end - start + 1)
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ServiceError('NOT_FOUND', `There is no picture ${filename}: its file is gone.`)
    throw storageError(error, folder)
  }
}

function toStats({
  counters,
  timesMs,
  lastCaptureAt,
}: Awaited<ReturnType<CatalogueThread['statistics']>>): CaptureStats {
  const failures = Object.entries(counters)
    .filter(([name]) => name.startsWith('failures '))
    .map(([name, count]) => [name.slice('failures '.length) as ErrorCode, count] as const)
  const successes = counters.successes ?? 0
  const timed = counters.timed ?? 0
  const failed = failures.reduce((sum, [, count]) => sum + count, 0)
  const seconds = (quantile: number) =>
    Math.round(timesMs[Math.min(timesMs.length - 1, Math.floor(quantile * timesMs.length))] ?? 0) / 1000
  return {
    total_captures: successes + failed,
    successful_captures: successes,
    failed_captures: failed,
    average_capture_time: timed === 0 ? 0 : Math.round((counters.timed_ms ?? 0) / timed) / 1000,
    last_capture_time: lastCaptureAt,
    storage_used: counters.used_bytes ?? 0,
    failures_by_code: Object.fromEntries(failures),
    capture_time_percentiles:
      timesMs.length === 0 ? null : { p50: seconds(0.5), p95: seconds(0.95), p99: seconds(0.99) },
  }
}
