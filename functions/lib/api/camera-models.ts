/** Cameras and their controls. */
import { z } from 'zod'
import type { withDeprecatedNames, withDeprecatedReadOnly } from '../../../runtime/device/camera.ts'
import type { Device } from '../../../runtime/device/device.ts'
import type { ErrorCode } from '../../../runtime/errors.ts'
import { model } from './model.ts'

type Control = ReturnType<typeof withDeprecatedReadOnly>
type Granted = ReturnType<typeof withDeprecatedNames>
type Discovery = Awaited<ReturnType<Device['discoverCameras']>>

export const deviceId = z.union([z.int(), z.string()]).meta({ description: 'CAMERA_DEVICE_ID.', example: 0 })
export const pixelFormat = z.enum(['MJPEG', 'YUYV', 'UYVY', 'NV12', 'RGB24', 'BGR24', 'GREY'])

export const granted = model<Granted>()(
  'GrantedFormat',
  z.object({
    width: z.int().meta({ example: 1920 }),
    height: z.int().meta({ example: 1080 }),
    fps: z.number().meta({ example: 30 }),
    pixel_format: pixelFormat,
    device_name: z.string().meta({ example: 'HD Pro Webcam C920' }),
    stable_name: z.string().meta({ example: '/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0' }),
    pixelFormat: pixelFormat.meta({ deprecated: true, description: 'Use pixel_format.' }),
    deviceName: z.string().meta({ deprecated: true, description: 'Use device_name.' }),
    stableName: z.string().meta({ deprecated: true, description: 'Use stable_name.' }),
  }),
)

export const drift = z
  .array(z.object({ name: z.string(), wanted: z.number(), actual: z.number().nullable() }))
  .meta({
    description: 'Controls whose value is not the one that was set; null: the camera has no such control.',
    example: [],
  })

const control = model<Control>()(
  'CameraControl',
  z.object({
    name: z.string().meta({ example: 'exposure_us' }),
    label: z
      .string()
      .meta({ description: "The device's own name for it.", example: 'Exposure Time, Absolute' }),
    type: z.enum(['integer', 'boolean', 'menu', 'float']),
    value: z.number().meta({ example: 20_000 }),
    default: z.number().meta({ example: 15_600 }),
    min: z.number().meta({ example: 300 }),
    max: z.number().meta({ example: 204_700 }),
    step: z.number().meta({ example: 100 }),
    menu: z
      .array(z.object({ value: z.number(), label: z.string() }))
      .exactOptional()
      .meta({ description: 'The choices of a menu.' }),
    read_only: z.boolean(),
    readOnly: z.boolean().meta({ deprecated: true, description: 'Use read_only.' }),
    active: z.boolean().meta({ description: 'False while an automatic mode rules it.', example: true }),
  }),
)
export const controls = z.object({ controls: z.array(control), drift })

const format = z.object({
  code: z.string().meta({ description: "The format's own name.", example: 'MJPG' }),
  description: z.string().meta({ example: 'Motion-JPEG' }),
  pixel_format: pixelFormat
    .nullable()
    .meta({ description: 'null: one that cannot be made into a picture here.' }),
  any_size: z
    .boolean()
    .meta({ description: 'Sizes are the smallest and the largest; any between them can be had.' }),
  sizes: z.array(z.object({ width: z.int(), height: z.int(), fps: z.array(z.number()) })),
})
export const discovery = model<Discovery>()(
  'Discovery',
  z.object({
    cameras: z.array(
      z.object({
        source: z.string().meta({
          description: 'What CAMERA_SOURCE is best set to.',
          example: 'v4l2:/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0',
        }),
        kind: z.enum(['v4l2', 'genicam']),
        name: z.string().meta({ example: 'HD Pro Webcam C920' }),
        serial: z.string().meta({ description: 'Empty where it has none.', example: '7E1A23BF' }),
        address: z.string().meta({ description: 'Device node or network address.', example: '/dev/video0' }),
        bus: z.string().meta({ example: 'usb-0000:00:14.0-1.2' }),
        driver: z
          .string()
          .meta({ description: 'The kernel driver; empty for GenICam.', example: 'uvcvideo' }),
        formats: z.array(format),
        held_by: z
          .array(z.object({ pid: z.int(), name: z.string() }))
          .meta({ description: 'Programs that have it open, as far as the service may see.', example: [] }),
        problem: z
          .string()
          .nullable()
          .meta({ description: 'Why it could not be asked, and what to do.', example: null }),
      }),
    ),
    problems: z
      .array(z.string())
      .meta({ description: 'Kinds of cameras that could not be looked for, and why.', example: [] }),
  }),
)

export const cameraTest = z.object({
  camera_status: z.literal('working'),
  device_info: z.object({
    device_id: deviceId,
    configured_resolution: z.string().meta({ example: '1920x1080' }),
    configured_fps: z.number().meta({ example: 30 }),
    is_initialized: z.literal(true),
    is_capturing: z.boolean(),
    granted: granted.nullable(),
  }),
  frame: z.object({
    width: z.int().meta({ example: 1920 }),
    height: z.int().meta({ example: 1080 }),
    sequence: z.int().meta({ example: 4711 }),
    clock: z.enum(['kernel', 'arrival']),
    waited_ms: z.int().meta({ example: 34 }),
  }),
})

/** The errors of every route that reads or sets controls. */
export const CONTROL_ERRORS: ErrorCode[] = [
  'NOT_SUPPORTED_HERE',
  'CAMERA_NOT_INITIALIZED',
  'CAMERA_NOT_AVAILABLE',
  'CAPTURE_FAILED',
]
