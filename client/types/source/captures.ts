import type { z } from 'zod'
import type { captureBody, listQuery } from '../../../functions/lib/schemas.ts'
import type * as captures from '../../../runtime/device/captures.ts'

export type ImageFormat = captures.ImageFormat
/** What a picture is asked for with; what is left out follows the service's settings. */
export type CaptureRequest = z.input<typeof captureBody>
export type FreshnessReceipt = captures.FreshnessReceipt
export type CaptureData = captures.CaptureData
export type CaptureProgress = captures.CaptureProgress
export type CatalogueEntry = captures.CatalogueEntry
/** Which stored pictures, in which order; `cursor` is the `next_cursor` of the page before. */
export type ImageQuery = Partial<z.output<typeof listQuery>>
export type ImagePage = Awaited<ReturnType<captures.Captures['list']>>
export type CaptureStats = captures.CaptureStats
