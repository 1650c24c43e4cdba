/** The captures of the device: one at a time, exactly once per Idempotency-Key, and everything one may ask of those stored. */
import { hash } from 'node:crypto'
import { open as openFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Camera } from '../camera/port.ts'
import type {
  CaptureData,
  CaptureProgress,
  CaptureRequest,
  CaptureStats,
  Captures,
  StoredImage,
} from '../device.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { storageBytes } from '../metrics.ts'
import { type CapturePath, takeCapture } from './capture-path.ts'
import { type CatalogueThread, openCatalogue } from './catalogue-thread.ts'
import { exportZip } from './export.ts'
import { CONTENT_TYPES } from './file-name.ts'
import { Queue } from './queue.ts'
import { finishIntents, reconcile } from './reconcile.ts'
import { sweepOnce } from './retention.ts'
import { openStore, storageError } from './store.ts'
import { Thumbnails } from './thumbnails.ts'

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

/** Opens folder and catalogue, and finishes what a crash cut short; the whole folder is compared beside the running service. */
export async function openCaptures(options: CapturesOptions): Promise<Captures & { close(): Promise<void> }> {
  const { folder } = options
  const store = await openStore(folder, options.reserveBytes)
  const catalogue = await openCatalogue(folder)
  await finishIntents(folder, catalogue)
  const closing = new AbortController()
  const reconciled = reconcile(folder, catalogue, closing.signal).catch((error) => {
    if (!closing.signal.aborted) logger.error('The folder could not be compared with the catalogue', error)
  })

  const path: CapturePath = { ...options, catalogue, store }
  const queue = new Queue(options.queuePlaces)
  const thumbnails = new Thumbnails()
  /** Captures under way by their Idempotency-Key. */
  const underWay = new Map<string, { bodySha256: string; data: Promise<CaptureData> }>()
  let usedBytes = await catalogue.usedBytes()
  let lastCaptureAt = (await catalogue.statistics()).lastCaptureAt
  const noteUsed = async () => {
    usedBytes = await catalogue.usedBytes()
    storageBytes.set({ kind: 'used' }, usedBytes)
  }

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

  const takeOnce = async (
    request: CaptureRequest,
    key: string,
    onProgress: (progress: CaptureProgress) => void,
  ) => {
    const bodySha256 = bodyHash(request)
    const running = underWay.get(key)
    if (running) return sameBody(running.bodySha256, bodySha256, await running.data)
    const data = catalogue
      .byKey(key)
      .then((known) =>
        known ? sameBody(known.bodySha256, bodySha256, known.data) : takeNew(request, bodySha256, onProgress),
      )
    underWay.set(key, { bodySha256, data })
    try {
      return await data
    } finally {
      underWay.delete(key)
    }
  }

  const stored = async (filename: string) => {
    const entry = await catalogue.entry(filename)
    if (entry?.state === 'stored') return entry
    const gone = { lost: 'its file is gone', deleted: 'it was deleted', expired: 'retention removed it' }
    const why = entry && entry.state in gone ? `: ${gone[entry.state as keyof typeof gone]}` : ''
    throw new ServiceError('NOT_FOUND', `There is no picture ${filename}${why}.`)
  }

  return {
    take: (request, onProgress = () => {}) =>
      request.idempotencyKey === null
        ? takeNew(request, bodyHash(request), onProgress)
        : takeOnce(request, request.idempotencyKey, onProgress),
    get capturing() {
      return queue.running
    },
    get lastCaptureAt() {
      return lastCaptureAt
    },
    stats: async () => toStats(await catalogue.statistics()),
    storage: () => store.status(usedBytes),
    list: (query) => catalogue.list(query),
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
      // The row first: a crash between the two is finished by the next sweep of the folder, never undone.
      if (await catalogue.leave(filename, 'deleted', by)) await store.remove(filename)
      await noteUsed()
    },
    async pin(filename, pinned, by) {
      await stored(filename)
      const entry = await catalogue.pin(filename, pinned, by)
      if (entry === null) throw new ServiceError('NOT_FOUND', `There is no picture ${filename}.`)
      return entry
    },
    async sweep() {
      const swept = await sweepOnce(catalogue, store, options)
      await noteUsed()
      return swept
    },
    export: async (query) => exportZip(folder, catalogue, query),
    async close() {
      closing.abort()
      await queue.idle()
      await reconciled
      store.close()
      await catalogue.close()
    },
  }
}

/** Over what makes the request what it is; times and identifiers of the attempt are not part of it. */
function bodyHash({ sampleNo, submissionNo, description, quality, format }: CaptureRequest): string {
  return hash('sha256', JSON.stringify([sampleNo, submissionNo, description, quality, format]), 'hex')
}

function sameBody(known: string, asked: string, data: CaptureData): CaptureData {
  if (known === asked) return data
  throw new ServiceError(
    'VALIDATION_ERROR',
    'This Idempotency-Key was used for another request: use a new key for a new picture.',
    {
      details: [{ path: 'headers.idempotency-key', message: 'was used with another body' }],
    },
  )
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
  const failed = failures.reduce((sum, [, count]) => sum + count, 0)
  const seconds = (quantile: number) =>
    Math.round(timesMs[Math.min(timesMs.length - 1, Math.floor(quantile * timesMs.length))] ?? 0) / 1000
  return {
    total_captures: successes + failed,
    successful_captures: successes,
    failed_captures: failed,
    average_capture_time: successes === 0 ? 0 : Math.round((counters.success_ms ?? 0) / successes) / 1000,
    last_capture_time: lastCaptureAt,
    storage_used: counters.used_bytes ?? 0,
    failures_by_code: Object.fromEntries(failures),
    capture_time_percentiles:
      timesMs.length === 0 ? null : { p50: seconds(0.5), p95: seconds(0.95), p99: seconds(0.99) },
  }
}
