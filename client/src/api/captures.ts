/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */
import type { ErrorCode } from './errors.ts'

export type ImageFormat = 'JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE'

/** What a picture is asked for with; what is left out follows the service's settings. */
export interface CaptureRequest {
  sample_no: string
  submission_no?: string | null | undefined
  description?: string | null | undefined
  quality?: number | null | undefined
  format?: ImageFormat | null | undefined
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

export interface CaptureProgress {
  stage: 'starting' | 'waiting_for_frame' | 'encoding' | 'saving' | 'completed'
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

/** Which stored pictures, in which order; `cursor` is the `next_cursor` of the page before. */
export interface ImageQuery {
  limit?: number | undefined
  order?: 'newest' | 'oldest' | undefined
  cursor?: string | undefined
  sample_no?: string | undefined
  submission_no?: string | undefined
  text?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface ImagePage {
  images: CatalogueEntry[]
  next_cursor: string | null
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
  failures_by_code: { [Key in ErrorCode]?: number | undefined }
  /** Over the last 1,000 successful captures, in seconds. */
  capture_time_percentiles: {
    p50: number
    p95: number
    p99: number
  } | null
}
