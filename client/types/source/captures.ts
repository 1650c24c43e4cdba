import type { z } from 'zod'
import type { captureBody, listQuery } from '../../../functions/lib/schemas.ts'
import type * as device from '../../../runtime/device.ts'

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
