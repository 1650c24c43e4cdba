/** Models of the state of the service and its host. */
import { z } from 'zod'
import type { StorageStatus } from '../../../runtime/device/captures.ts'
import type * as status from '../status.ts'
import { deviceId, drift, pixelFormat } from './camera-models.ts'
import { errorCode } from './capture-models.ts'
import { model, time } from './model.ts'

const bytes = z.int().min(0)
const filledPercent = z
  .number()
  .min(0)
  .max(100)
  .meta({ description: 'Of the disk without the reserve (STORAGE_RESERVE_MB).', example: 42 })
const version = z.string().meta({ example: '2.0.0' })
const healthStatus = z.enum(['healthy', 'degraded', 'unhealthy']).meta({
  description: 'degraded: without a camera, or with storage low; unhealthy: both.',
})

export const cameraStatus = model<ReturnType<typeof status.cameraStatus>>()(
  'CameraStatus',
  z.object({
    is_connected: z.boolean(),
    is_capturing: z.boolean(),
    device_id: deviceId,
    resolution: z.string().nullable().meta({ example: '1920x1080' }),
    fps: z.number().nullable().meta({ example: 30 }),
    last_capture: time.nullable(),
    error_message: z
      .string()
      .nullable()
      .meta({ description: 'What is wrong and what to do.', example: null }),
    state: z.enum(['closed', 'opening', 'streaming', 'silent', 'faulted']),
    device_name: z.string().nullable().meta({ example: 'HD Pro Webcam C920' }),
    stable_name: z.string().nullable().meta({
      description: 'Stays the same when the camera is plugged in again.',
      example: '/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0',
    }),
    pixel_format: pixelFormat.nullable(),
    control_drift: drift,
  }),
)

const clock = z
  .object({
    synchronised: z.boolean().nullable().meta({
      description: 'Whether a time server keeps the clock of the host; null where that is unknown.',
      example: true,
    }),
    last_step: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .meta({ description: 'CLOCK_STEPPED: the last step of the clock since the start.', example: null }),
  })
  .meta({ description: 'The wall clock of the host. No step of it removes or reorders a picture.' })

const retention = z
  .object({
    max_age_hours: z
      .number()
      .min(0)
      .meta({ description: 'MAX_CAPTURE_AGE_HOURS; 0: no limit.', example: 24 }),
    max_storage_bytes: bytes.meta({ description: 'MAX_STORAGE_MB; 0: no limit.', example: 0 }),
  })
  .meta({ description: 'When stored pictures are removed, the oldest first. Pinned pictures stay.' })

export const serviceStatus = model<ReturnType<typeof status.serviceStatus>>()(
  'ServiceStatus',
  z.object({
    service_name: z.string().meta({ example: 'vision-capture-service' }),
    version,
    status: healthStatus,
    uptime: z.number().min(0).meta({ description: 'Seconds.', example: 86_400.5 }),
    camera_status: cameraStatus,
    websocket_connections: z.int().min(0).meta({ example: 2 }),
    last_health_check: time,
    clock,
    retention,
  }),
)

export const serviceHealth = z.object({ success: z.literal(true), status: healthStatus, timestamp: time })

const healthDetails = z.object({
  uptime_seconds: z.number().min(0).meta({ example: 86_400.5 }),
  camera_connected: z.boolean(),
  camera_capturing: z.boolean(),
  websocket_connections: z.int().min(0).meta({ example: 2 }),
  version,
  clock,
})
export const health = model<ReturnType<typeof status.health>>()(
  'Health',
  z.object({ success: z.boolean(), status: healthStatus, timestamp: time, details: healthDetails }),
)

export const readiness = z.object({
  success: z.boolean(),
  ready: z.boolean(),
  reasons: z.array(z.string()).meta({ description: 'Why a capture would fail now.', example: [] }),
  problems: z
    .array(z.object({ code: errorCode, message: z.string() }))
    .meta({ description: 'The same with the code that a capture would answer.', example: [] }),
  storage_filled_percent: filledPercent,
  timestamp: time,
})

const storage = model<StorageStatus>()(
  'StorageStatus',
  z.object({
    free_bytes: bytes.meta({ example: 52_613_349_376 }),
    reserve_bytes: bytes.meta({ example: 524_288_000 }),
    used_bytes: bytes.meta({ example: 304_814_400 }),
    low: z
      .boolean()
      .meta({ description: 'Below the reserve, or the folder cannot be written.', example: false }),
    error_message: z.string().nullable().meta({ example: null }),
    error_code: errorCode.nullable().meta({ description: 'The code that captures answer with.' }),
    filled_percent: filledPercent,
    publish_method: z.enum(['link', 'renameat2', 'exclusive_create']).nullable().meta({
      description:
        'How a file gets its name without replacing one. link is the best; the others are for file systems without hard links.',
    }),
  }),
)

export const systemHealth = serviceHealth.extend({
  system: z.object({
    hostname: z.string().meta({ example: 'bench-3' }),
    platform: z.string().meta({ example: 'linux 6.12.1 arm64' }),
    node: z.string().meta({ example: '24.21.0' }),
    cpu_count: z.int().min(1).meta({ example: 4 }),
    load_average: z.array(z.number()).meta({ example: [0.2, 0.1, 0.1] }),
    memory_total_bytes: bytes.meta({ example: 4_137_295_872 }),
    memory_free_bytes: bytes.meta({ example: 2_213_400_576 }),
    process_resident_bytes: bytes.meta({ example: 121_634_816 }),
    process_uptime_seconds: z.number().min(0).meta({ example: 86_400.5 }),
    host_uptime_seconds: z.number().min(0).meta({ example: 864_000.1 }),
    storage,
  }),
})

export const serviceLinks = z.object({
  service: z.string().meta({ example: 'vision-capture-service' }),
  version,
  links: z
    .record(z.string(), z.string())
    .meta({ description: 'Paths worth knowing, by name.', example: { documentation: '/docs' } }),
})
