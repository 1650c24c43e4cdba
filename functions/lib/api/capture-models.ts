/** Pictures, as the API shows them. */
import { z } from 'zod'
import type {
  CaptureData,
  CaptureProgress,
  CaptureStats,
  Captures,
  CatalogueEntry,
  FreshnessReceipt,
} from '../../../runtime/device/captures.ts'
import { ERRORS, type ErrorCode } from '../../../runtime/errors.ts'
import { IMAGE_FORMATS } from '../schemas.ts'
import { model, time } from './model.ts'

export const filename = z.string().meta({ example: 'capture_TEST005_SUB001_20240115_103000.jpg' })
const sampleNo = z.string().meta({ example: 'TEST005' })
const requestId = z
  .string()
  .meta({ description: 'As in the header X-Request-Id.', example: '5f1d0c9be2a47763-1a' })

const freshness = model<FreshnessReceipt>()(
  'FreshnessReceipt',
  z
    .object({
      requested_at: time,
      exposed_at: time,
      frame_sequence: z.int().min(0).meta({ example: 4711 }),
      clock: z.enum(['kernel', 'arrival']).meta({
        description:
          'kernel: the source itself timed the exposure. arrival: when the bytes came, less CAMERA_LATENCY_MS.',
      }),
      frame_age_ms: z.number().meta({
        description: 'Age of the frame when it was requested; negative: exposed after the request.',
        example: -12.4,
      }),
    })
    .meta({ description: 'Proof that the picture is not older than its request.' }),
)

const captureFields = z.object({
  image_data: z.object({
    filename,
    file_path: z.string().meta({
      description: "On the service's own disk.",
      example: '/var/lib/captures/capture_TEST005_SUB001_20240115_103000.jpg',
    }),
    file_size: z.int().min(0).meta({ description: 'Bytes.', example: 254_012 }),
    width: z.int().min(0).meta({ description: 'Pixels.', example: 1920 }),
    height: z.int().min(0).meta({ description: 'Pixels.', example: 1080 }),
    format: z.enum(IMAGE_FORMATS),
    captured_at: time,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
  }),
  sample_no: sampleNo,
  submission_no: z.string().nullable().meta({ example: 'SUB001' }),
  description: z.string().meta({ example: 'Microplate capture' }),
  freshness,
  request_id: requestId,
})
export const captureData = model<CaptureData>()('CaptureData', captureFields)

export const catalogueEntry = model<CatalogueEntry>()(
  'CatalogueEntry',
  captureFields.extend({
    pinned: z.boolean().meta({ description: 'Never taken by retention.' }),
    state: z.enum(['stored', 'lost', 'deleted', 'expired']).meta({
      description: 'lost: the file is gone; deleted: by request; expired: by retention.',
    }),
    requested_by: z.string().nullable().meta({ description: "The token's sub.", example: 'operator-7' }),
    durations: z.record(z.string(), z.number()).meta({
      description: 'Milliseconds per stage.',
      example: { waiting_for_frame: 31.2, encoding: 18.4, saving: 6.1 },
    }),
    camera: z.unknown().meta({
      description:
        'What the camera was set to: its granted format, its controls, and those that had drifted.',
      example: {
        granted: { width: 1920, height: 1080, fps: 30 },
        drift: [],
        controls: { exposure_us: 20_000 },
      },
    }),
  }),
)

export const imagePage = model<Awaited<ReturnType<Captures['list']>>>()(
  'ImagePage',
  z.object({
    images: z.array(catalogueEntry),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'The cursor of the next page; null on the last.', example: null }),
  }),
)

export const captureProgress = model<CaptureProgress>()(
  'CaptureProgress',
  z.object({
    stage: z.enum(['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed']),
    progress: z.number().min(0).max(100).meta({ description: 'Per cent.', example: 50 }),
    message: z.string().meta({ example: 'Waiting for a fresh frame' }),
    sample_no: sampleNo,
    request_id: requestId,
  }),
)

export const errorCode = model<ErrorCode>()(
  'ErrorCode',
  z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
)
/** What every watcher receives when a capture fails. */
export const captureFailure = model<{
  success: false
  sample_no: string
  request_id: string
  error: { code: ErrorCode; message: string }
}>()(
  'CaptureFailure',
  z.object({
    success: z.literal(false),
    sample_no: sampleNo,
    request_id: requestId,
    error: z.object({
      code: errorCode,
      message: z.string().meta({ example: 'The camera is unplugged; plug it in again.' }),
    }),
  }),
)

const seconds = z.number().min(0)
export const captureStats = model<CaptureStats>()(
  'CaptureStats',
  z.object({
    total_captures: z.int().min(0).meta({ example: 1204 }),
    successful_captures: z.int().min(0).meta({ example: 1200 }),
    failed_captures: z.int().min(0).meta({ example: 4 }),
    average_capture_time: seconds.meta({ description: 'Seconds, of successful captures.', example: 0.081 }),
    last_capture_time: time.nullable(),
    storage_used: z.int().min(0).meta({ description: 'Bytes of stored pictures.', example: 304_814_400 }),
    failures_by_code: z
      .partialRecord(errorCode, z.int().min(0))
      .meta({ example: { CAMERA_NOT_AVAILABLE: 3, CAPTURE_TIMEOUT: 1 } }),
    capture_time_percentiles: z
      .object({ p50: seconds, p95: seconds, p99: seconds })
      .nullable()
      .meta({
        description: 'Seconds, over the last 1,000 successful captures.',
        example: { p50: 0.078, p95: 0.101, p99: 0.132 },
      }),
  }),
)
