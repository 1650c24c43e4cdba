/** Pictures, as the API shows them. */
import { z } from 'zod'
import { CAPTURE_FIELDS, placedSchemas } from '../../../runtime/device/capture-fields.ts'
import type {
  CaptureData,
  CaptureProgress,
  CaptureStats,
  Captures,
  CatalogueEntry,
  FreshnessReceipt,
} from '../../../runtime/device/captures.ts'
import { ERRORS, type ErrorCode } from '../../../runtime/errors.ts'
import { model, time } from './model.ts'

export const filename = CAPTURE_FIELDS.filename.schema
const sampleNo = CAPTURE_FIELDS.sample_no.schema
const requestId = CAPTURE_FIELDS.request_id.schema

const freshness = model<FreshnessReceipt>()(
  'FreshnessReceipt',
  z
    .object(placedSchemas('freshness'))
    .meta({ description: 'Proof that the picture is not older than its request.' }),
)

const captureFields = z.object({
  image_data: z.object({
    ...placedSchemas('image_data'),
    file_path: z.string().meta({
      description: "On the service's own disk.",
      example: '/var/lib/captures/capture_TEST005_SUB001_20240115_103000.jpg',
    }),
  }),
  ...placedSchemas('capture'),
  freshness,
})
export const captureData = model<CaptureData>()('CaptureData', captureFields)

export const catalogueEntry = model<CatalogueEntry>()(
  'CatalogueEntry',
  captureFields.extend(placedSchemas('entry')),
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
    stage: z
      .enum(['queued', 'starting', 'waiting_for_frame', 'encoding', 'saving', 'completed'])
      .meta({ description: 'queued: another capture runs (CAPTURE_QUEUE).' }),
    progress: z.number().min(0).max(100).meta({ description: 'Per cent.', example: 50 }),
    message: z.string().meta({ example: 'Waiting for a fresh frame' }),
    sample_no: sampleNo,
    request_id: requestId,
    requested_by: CAPTURE_FIELDS.requested_by.schema,
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

/** For a page that shows a list: something else than a capture changed it. */
export const imagesChanged = model<{ change: 'deleted' | 'edited' | 'expired'; filename: string | null }>()(
  'ImagesChanged',
  z.object({
    change: z.enum(['deleted', 'edited', 'expired']).meta({
      description: 'edited: pinned, unpinned or corrected. expired: removed by retention.',
    }),
    filename: filename.nullable().meta({ description: 'null for expired: there may be many.' }),
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
    expired_captures: z.int().min(0).meta({ description: 'Pictures that retention removed.', example: 12 }),
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
