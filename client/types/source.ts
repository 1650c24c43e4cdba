/**
 * What the client's types are made from: the schemas that validate requests, and the types that the handlers answer with.
 * generate.ts writes each of these out in full, so that the published package needs neither zod nor the service.
 */
import type { z } from 'zod'
import type { captureBody, listQuery, snapshotQuery, streamQuery } from '../../functions/lib/schemas.ts'
import type * as status from '../../functions/lib/status.ts'
import type { CameraControl as Control } from '../../runtime/camera/port.ts'
import type * as device from '../../runtime/device.ts'
import type { ErrorCode as Code, ErrorDetail as Detail } from '../../runtime/errors.ts'

export type ErrorCode = Code
export type ErrorDetail = Detail

export type ImageFormat = device.ImageFormat
/** What a picture is asked for with; what is left out follows the service's settings. */
export type CaptureRequest = z.input<typeof captureBody>
export type FreshnessReceipt = device.FreshnessReceipt
export type CaptureData = device.CaptureData
export type CaptureProgress = device.CaptureProgress
export type CatalogueEntry = device.CatalogueEntry
/** Which stored pictures, in which order; `cursor` is the `next_cursor` of the page before. */
export type ImageQuery = Partial<z.output<typeof listQuery>>
export type ImagePage = Awaited<ReturnType<device.Captures['list']>>
export type CaptureStats = device.CaptureStats

/** Width and height in pixels, JPEG quality; left out, the camera's own. */
export type SnapshotQuery = Partial<z.output<typeof snapshotQuery>>
/** As SnapshotQuery, with at most so many frames a second. */
export type ViewQuery = Partial<z.output<typeof streamQuery>>

export type CameraStatus = ReturnType<typeof status.cameraStatus>
export type ServiceStatus = ReturnType<typeof status.serviceStatus>
export type Health = ReturnType<typeof status.health>
export type CameraControl = Control
export interface CameraControls {
  controls: CameraControl[]
  /** Controls whose value is not the one that was set. */
  drift: CameraStatus['control_drift']
}
