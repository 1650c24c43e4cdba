import type { CameraStatus } from './api/camera.ts'
import type { CaptureData, CaptureProgress } from './api/captures.ts'
import type { ErrorCode } from './api/errors.ts'
import type { ServiceStatus } from './api/service.ts'

/** How a capture that failed is told to everybody who watches. */
export interface CaptureFailure {
  success: false
  sample_no: string
  request_id: string
  error: { code: ErrorCode; message: string }
}

interface Messages {
  initial_status: ServiceStatus
  status_update: CameraStatus
  capture_progress: CaptureProgress
  capture_result: CaptureData | CaptureFailure
  heartbeat: { uptime_seconds: number; connections: number }
  pong: { timestamp: unknown }
  error: { code: ErrorCode; message: string }
}

/** What the service sends over its WebSocket. */
export type ServiceMessage = {
  [Type in keyof Messages]: { type: Type; data: Messages[Type]; timestamp: string }
}[keyof Messages]

/** Of the connection itself, between the service's messages. */
export type ConnectionEvent =
  | { type: 'connected'; data: { attempt: number } }
  /** `attempt` counts from 1 since the connection was last there. */
  | { type: 'disconnected'; data: { attempt: number; retry_in_ms: number } }

export type ServiceEvent = Exclude<ServiceMessage, { type: 'pong' }> | ConnectionEvent
