/** Taking, keeping and finding pictures, as handlers see it. */
import type { Readable } from 'node:stream'
import type { ErrorCode } from '../errors.ts'

export type ImageFormat = 'JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE'

export interface CaptureRequest {
  sampleNo: string
  submissionNo: string | null
  description: string
  quality: number
  format: ImageFormat
  /** When the request arrived, on the monotonic clock: no frame exposed before it will do. */
  requestedAtMs: number
  requestId: string
  idempotencyKey: string | null
  /** `sub` of the token. */
  requestedBy: string | null
}

/** Proof that a picture is not older than its request (specification section "Capture", design section 4). */
export interface FreshnessReceipt {
  requested_at: string
  exposed_at: string
  frame_sequence: number
  clock: 'kernel' | 'arrival'
  /** Age of the frame when it was requested; negative: exposed after the request. */
  frame_age_ms: number
}

/** `data` of a capture's response, its `capture_result` message, and what an Idempotency-Key answers with again. */
export interface CaptureData {
  image_data: {
    filename: string
    file_path: string
    file_size: number
    width: number
    height: number
    format: ImageFormat
    captured_at: string
    sha256: string
  }
  sample_no: string
  submission_no: string | null
  description: string
  freshness: FreshnessReceipt
  request_id: string
}

export type CaptureStage = 'starting' | 'waiting_for_frame' | 'encoding' | 'saving' | 'completed'

export interface CaptureProgress {
  stage: CaptureStage
  progress: number
  message: string
  sample_no: string
  request_id: string
}

/** One row of the catalogue as the API shows it. */
export interface CatalogueEntry extends CaptureData {
  pinned: boolean
  /** `stored`, `lost` (the file is gone), `deleted` (by request) or `expired` (by retention). */
  state: 'stored' | 'lost' | 'deleted' | 'expired'
  requested_by: string | null
  /** Milliseconds per stage. */
  durations: Record<string, number>
  /** What the camera was set to: its granted format, its controls where it has some, and those that had drifted. */
  camera: unknown
}

export interface CatalogueQuery {
  sampleNo?: string
  submissionNo?: string
  /** Text in the description, case-insensitive. */
  text?: string
  /** ISO 8601, inclusive. */
  from?: string
  /** ISO 8601, exclusive. */
  to?: string
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
}

export interface Captures {
  /** Takes, stores and catalogues one picture (design section 6). Throws the codes of a capture. */
  take(request: CaptureRequest, onProgress?: (progress: CaptureProgress) => void): Promise<CaptureData>
  /** A capture is running. */
  readonly capturing: boolean
  /** Resolves when no capture runs or waits. */
  idle(): Promise<void>
  readonly lastCaptureAt: string | null
  stats(): Promise<CaptureStats>
  storage(): StorageStatus
  list(query: CatalogueQuery): Promise<{ images: CatalogueEntry[]; next_cursor: string | null }>
  /** Throws NOT_FOUND. `widthPx` asks for a thumbnail, which is cached. */
  open(filename: string, options?: { widthPx?: number }): Promise<StoredImage>
  entry(filename: string): Promise<CatalogueEntry>
  remove(filename: string, by: string | null): Promise<void>
  pin(filename: string, pinned: boolean, by: string | null): Promise<CatalogueEntry>
  /** Applies the retention rules once. */
  sweep(): Promise<{ removed: number; freed_bytes: number }>
  /** The ZIP archive of a selection, with a CSV manifest and checksums. */
  export(query: Omit<CatalogueQuery, 'limit' | 'cursor'>): Promise<Readable>
}
