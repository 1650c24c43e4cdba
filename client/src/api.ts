/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */

export type ErrorCode =
  | 'INVALID_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'AUTH_ERROR'
  | 'FORBIDDEN'
  | 'VALIDATION_ERROR'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'TOO_MANY_CONNECTIONS'
  | 'CAPTURE_IN_PROGRESS'
  | 'CAMERA_NOT_INITIALIZED'
  | 'CAMERA_NOT_AVAILABLE'
  | 'CAPTURE_FAILED'
  | 'CAPTURE_TIMEOUT'
  | 'STORAGE_FULL'
  | 'HANDLER_TIMEOUT'
  | 'NOT_SUPPORTED_HERE'
  | 'INTERNAL_ERROR'

/** One problem of one field of a request: `path` as in `body.quality`. */
export interface ErrorDetail {
  path: string
  message: string
}

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
export interface CatalogueEntry {
  pinned: boolean
  /** `stored`, `lost` (the file is gone), `deleted` (by request) or `expired` (by retention). */
  state: 'stored' | 'lost' | 'deleted' | 'expired'
  requested_by: string | null
  /** Milliseconds per stage. */
  durations: Record<string, number>
  /** What the camera was set to: its granted format, its controls where it has some, and those that had drifted. */
  camera: unknown
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
  failures_by_code: {
    INVALID_TOKEN?: number | undefined
    TOKEN_EXPIRED?: number | undefined
    AUTH_ERROR?: number | undefined
    FORBIDDEN?: number | undefined
    VALIDATION_ERROR?: number | undefined
    NOT_FOUND?: number | undefined
    METHOD_NOT_ALLOWED?: number | undefined
    PAYLOAD_TOO_LARGE?: number | undefined
    UNSUPPORTED_MEDIA_TYPE?: number | undefined
    RATE_LIMITED?: number | undefined
    TOO_MANY_CONNECTIONS?: number | undefined
    CAPTURE_IN_PROGRESS?: number | undefined
    CAMERA_NOT_INITIALIZED?: number | undefined
    CAMERA_NOT_AVAILABLE?: number | undefined
    CAPTURE_FAILED?: number | undefined
    CAPTURE_TIMEOUT?: number | undefined
    STORAGE_FULL?: number | undefined
    HANDLER_TIMEOUT?: number | undefined
    NOT_SUPPORTED_HERE?: number | undefined
    INTERNAL_ERROR?: number | undefined
  }
  /** Over the last 1,000 successful captures, in seconds. */
  capture_time_percentiles: {
    p50: number
    p95: number
    p99: number
  } | null
}

/** Width and height in pixels, JPEG quality; left out, the camera's own. */
export interface SnapshotQuery {
  w?: number | undefined
  h?: number | undefined
  q?: number | undefined
}

/** As SnapshotQuery, with at most so many frames a second. */
export interface ViewQuery {
  fps?: number | undefined
  w?: number | undefined
  h?: number | undefined
  q?: number | undefined
}

export interface CameraStatus {
  is_connected: boolean
  is_capturing: boolean
  device_id: string | number
  resolution: string | null
  fps: number | null
  last_capture: string | null
  error_message: string | null
  state: 'closed' | 'opening' | 'streaming' | 'silent' | 'faulted'
  device_name: string | null
  stable_name: string | null
  pixel_format: 'MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY' | null
  control_drift: {
    name: string
    wanted: number
    actual: number | null
  }[]
}

export interface ServiceStatus {
  service_name: string
  version: string
  status: 'healthy' | 'degraded' | 'unhealthy'
  uptime: number
  camera_status: CameraStatus
  websocket_connections: number
  last_health_check: string
}

export interface Health {
  success: boolean
  status: 'healthy' | 'degraded' | 'unhealthy'
  timestamp: string
  details: {
    uptime_seconds: number
    camera_connected: boolean
    camera_capturing: boolean
    websocket_connections: number
    version: string
  }
}

/** One control of the camera, named with its unit: `exposure_us`, `gain`, `white_balance_k`, `focus`. */
export interface CameraControl {
  name: string
  /** The device's own name for it. */
  label: string
  type: 'boolean' | 'integer' | 'menu' | 'float'
  value: number
  default: number
  min: number
  max: number
  step: number
  menu?:
    | {
        value: number
        label: string
      }[]
    | undefined
  readOnly: boolean
  /** False while an automatic mode rules it. */
  active: boolean
}

export interface CameraControls {
  controls: CameraControl[]
  /** Controls whose value is not the one that was set. */
  drift: {
    name: string
    wanted: number
    actual: number | null
  }[]
}
