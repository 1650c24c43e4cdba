/** Typed client of the Vision Capture Service. */
export type * from './api/types.ts'
export { Capture, type CaptureOptions, newRequestId } from './capture.ts'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type Readiness,
} from './client.ts'
export { CaptureServiceError, type ClientErrorCode } from './errors.ts'
export type { EventOptions } from './events.ts'
export type { ConnectionEvent, ServiceEvent, ServiceMessage } from './messages.ts'
export type { TokenSource } from './requests.ts'
export type { ViewFrame } from './view.ts'
