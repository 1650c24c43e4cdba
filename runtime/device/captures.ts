/** Taking, keeping and finding pictures, as handlers see it. */
import type { Readable } from 'node:stream'
import type { ErrorCode } from '../errors.ts'
import {
  type FieldName,
  fieldOptions,
  type fromBody,
  type IMAGE_FORMATS,
  type KnownFields,
  type PlacedFields,
} from './capture-fields.ts'
import type { PlateReport } from './plate.ts'

export type ImageFormat = (typeof IMAGE_FORMATS)[number]

export interface CaptureRequest extends Omit<KnownFields<'intent'>, 'requested_at' | 'body_sha256'> {
  /** 1 to 100, for JPEG and WEBP. */
  quality: number
  /** When the request arrived, on the monotonic clock: a frame exposed before it does not count. */
  requestedAtMs: number
}

/** Proof that a picture is not older than its request (docs/CONTRACT.md, "Freshness"). */
export interface FreshnessReceipt extends PlacedFields<'freshness'> {}

/** `data` of a capture's response and of its `capture_result` message; an Idempotency-Key is answered with it again. */
export interface CaptureData extends PlacedFields<'capture'> {
  image_data: PlacedFields<'image_data'> & { file_path: string }
  freshness: FreshnessReceipt
}

/** `queued`: only where another capture runs. */
export type CaptureStage = 'queued' | 'starting' | 'waiting_for_frame' | 'encoding' | 'saving' | 'completed'

export interface CaptureProgress {
  stage: CaptureStage
  progress: number
  message: string
  sample_no: string
  request_id: string
  /** The sub of the token: who holds the camera, or waits for it. */
  requested_by: string | null
}

/** One row of the catalogue as the API shows it. */
export interface CatalogueEntry extends CaptureData, PlacedFields<'entry'> {}

/** New values of what a caller sent; a field that is left out stays as it is. */
export type Correction = Partial<ReturnType<typeof fromBody>>

/** The value of one field in an entry, wherever its place is. */
export function fieldOf(entry: CatalogueEntry, name: FieldName): unknown {
  const { place } = fieldOptions(name)
  const holder = place === 'image_data' || place === 'freshness' ? entry[place] : entry
  return (holder as unknown as Record<string, unknown>)[name]
}

export interface CatalogueQuery {
  sample_no?: string
  submission_no?: string
  /** Text in the description, case-insensitive. */
  text?: string
  /** ISO 8601, inclusive. */
  from?: string
  /** ISO 8601, exclusive. */
  to?: string
  /** Only pictures that the plate gate rejected; where left out, all others. */
  rejected?: boolean
  order: 'newest' | 'oldest'
  limit: number
  /** `next_cursor` of the page before. */
  cursor?: string
}

export interface CaptureStats {
  total_captures: number
  successful_captures: number
  failed_captures: number
  /** Seconds, request to answer, of successful captures. */
  average_capture_time: number
  last_capture_time: string | null
  /** Bytes of stored pictures. */
  storage_used: number
  /** Pictures that retention removed. */
  expired_captures: number
  failures_by_code: Partial<Record<ErrorCode, number>>
  /** Over the last 1,000 successful captures, in seconds. */
  capture_time_percentiles: { p50: number; p95: number; p99: number } | null
}

export interface StorageStatus {
  free_bytes: number
  reserve_bytes: number
  used_bytes: number
  /** Below the reserve, or the folder cannot be written: captures answer STORAGE_FULL or CAPTURE_FAILED. */
  low: boolean
  error_message: string | null
  /** The code that captures answer with; null where they are stored. */
  error_code: ErrorCode | null
  /** Of the disk without the reserve, 0 to 100. */
  filled_percent: number
  /** How a file gets its name without replacing one; null where nothing could be written yet. */
  publish_method: 'link' | 'renameat2' | 'exclusive_create' | null
}

/** A stored picture opened for reading. */
export interface StoredImage {
  entry: CatalogueEntry
  contentType: string
  sizeBytes: number
  /** Strong validator, quoted, as in RFC 9110 section 8.8.3. */
  etag: string
  /** Bytes from start to end, both inclusive; everything without arguments. */
  read(start?: number, end?: number): Promise<Buffer>
  /** The same at the pace of whoever reads. Its file is open until the stream ends or is destroyed. */
  stream(start: number, end: number): Promise<Readable>
}

export interface Captures {
  /** Takes, stores and catalogues one picture (ARCHITECTURE.md, "The way of a capture"). Throws the codes of a capture. */
  take(request: CaptureRequest, onProgress?: (progress: CaptureProgress) => void): Promise<CaptureData>
  /** A capture is running. */
  readonly capturing: boolean
  /** Resolves when no capture runs or waits. */
  idle(): Promise<void>
  readonly lastCaptureAt: string | null
  stats(): Promise<CaptureStats>
  storage(): StorageStatus
  list(query: CatalogueQuery): Promise<{ images: CatalogueEntry[]; next_cursor: string | null }>
  /** Throws NOT_FOUND. */
  open(filename: string): Promise<StoredImage>
  /** A thumbnail, which is cached. Clients take turns. Throws NOT_FOUND, and RATE_LIMITED where too many wait. */
  thumbnail(filename: string, options: { widthPx: number; client: string }): Promise<StoredImage>
  entry(filename: string): Promise<CatalogueEntry>
  remove(filename: string, by: string | null): Promise<void>
  pin(filename: string, pinned: boolean, by: string | null): Promise<CatalogueEntry>
  /** Corrects what a caller sent, for a reason; the hash chain keeps both values. Throws NOT_FOUND. */
  correct(
    filename: string,
    correction: Correction,
    reason: string,
    by: string | null,
  ): Promise<CatalogueEntry>
  /** Stores what was found of the plate in a picture; one that is rejected leaves the normal list. */
  notePlate(filename: string, plate: PlateReport): Promise<void>
  /** Notes a step of the wall clock in the hash chain. */
  noteClockStep(step: { from: string; to: string }): Promise<void>
  /** Applies the retention rules once. */
  sweep(): Promise<{ removed: number; freed_bytes: number }>
  /**
   * The ZIP archive of a selection, with a CSV manifest and checksums. `client` is a person or an address. Throws RATE_LIMITED where too
   * many exports run.
   */
  export(query: Omit<CatalogueQuery, 'limit' | 'cursor'>, client: string): Promise<Readable>
}
