/** The longest time that a frame can take inside a camera before it is stamped. */
import type { LatencyBound } from './port.ts'

/**
 * The longest that a camera may keep a picture after its exposure and readout: image processor, frame buffers, JPEG encoder, USB.
 * Webcams take 30 to 250 ms. Twice that is assumed, because a bound that is too long costs time and one that is too short costs
 * a picture of the previous plate.
 */
const INSIDE_CAMERA_MS = 500
/** Exposure, and readout of the sensor: each takes a frame interval at most. */
const EXPOSURE_AND_READOUT_INTERVALS = 2

/** The bound for a camera that nobody measured, at this time from frame to frame. */
export function assumedLatency(intervalMs: number): LatencyBound {
  return { boundMs: INSIDE_CAMERA_MS + EXPOSURE_AND_READOUT_INTERVALS * intervalMs, source: 'assumed' }
}
