/**
 * The messages between the service and a reader process. A reader holds one camera through native code; a message is a small
 * JSON object, and a frame's bytes follow theirs (frames cross only when somebody waits for one).
 */
import type { CameraControl, Frame, FrameCounters, GrantedFormat, LatencyBound } from '../port.ts'

export type ToReader =
  /** The first message; `options` are the driver's own. */
  | { type: 'open'; options: unknown }
  /** Give the next frame exposed at or after this moment, once; null: any frame. A later message takes an earlier one's place. */
  | { type: 'want'; notBeforeMs: number | null }
  | { type: 'list-controls'; id: number }
  | { type: 'set-control'; id: number; name: string; value: number }
  /** The latency bound of the frames from now on. */
  | { type: 'bound-latency'; latency: LatencyBound }
  /** Let go of the camera and end. The end of the channel means the same. */
  | { type: 'close' }

export interface FrameHeader extends Omit<Frame, 'data' | 'exposedAtMs'> {
  type: 'frame'
  /** null: nothing is known about when it was exposed, so it is good for a warm-up only. */
  exposedAtMs: number | null
}

export type FromReader =
  | { type: 'opened'; granted: GrantedFormat; driverState?: unknown }
  | FrameHeader
  /** A few times a second while frames come. */
  | { type: 'counters'; counters: FrameCounters }
  | { type: 'controls'; id: number; controls: CameraControl[] }
  | { type: 'refused'; id: number; code: 'VALIDATION_ERROR' | 'CAMERA_NOT_AVAILABLE'; message: string }
  /** Controls that let the kernel's time limit pass. They are left out of the list. */
  | { type: 'mute-controls'; names: string[] }
  /** The answer to a task that opens no camera, such as a discovery. */
  | { type: 'result'; result: unknown }
  /** The camera could not be opened, or is gone; the reader ends after it. A sentence that says what is wrong and what to do. */
  | { type: 'fault'; message: string }
