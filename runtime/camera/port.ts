/** The port of a camera: fresh frames, a state, and its controls. */
import type { ServiceError } from '../errors.ts'

/** V4L2's names (videodev2.h) for how the bytes of a frame are laid out. */
export type PixelFormat = 'MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY'

/** `kernel`: the kernel or the camera stamped the frame. `arrival`: only the arrival of its bytes is known. */
export type FrameClock = 'kernel' | 'arrival'

/**
 * Where the bound on the time from exposure to stamp comes from. `device_clock`: the camera's own clock timed the exposure.
 * `measured`: it was measured on this camera, by this service or by whoever set CAMERA_LATENCY_MS. `assumed`: a cautious default.
 */
export type LatencySource = 'device_clock' | 'measured' | 'assumed'

/** The longest time from the start of an exposure to the frame's stamp (or to its arrival, where nothing stamps it). */
export interface LatencyBound {
  boundMs: number
  source: LatencySource
}

export interface Frame {
  /** The frame's bytes; the receiver owns them. */
  data: Buffer
  pixelFormat: PixelFormat
  width: number
  height: number
  /** Bytes from one line to the next, where the format is raw. */
  bytesPerLine?: number
  /** Counts every frame of the source, also those nobody took; a gap is a dropped frame. */
  sequence: number
  /** The earliest moment at which the exposure can have begun, on the monotonic clock (runtime/clock.ts): the stamp less the bound. */
  exposedAtMs: number
  clock: FrameClock
  /** What was taken off the stamp, or off the arrival, for the way from the exposure to it. */
  latencyBoundMs: number
  latencySource: LatencySource
  /** The kernel's stamp on the monotonic clock, where the source has one. */
  stampedAtMs?: number
}

/** What the device granted, which is what is reported: not what was asked for. */
export interface GrantedFormat {
  width: number
  height: number
  fps: number
  pixelFormat: PixelFormat
  /** A name of the device that a person knows it by. */
  deviceName: string
  /** A name that stays the same when the device is plugged in again: by-id path, serial, bus position or address. */
  stableName: string
}

export interface FrameCounters {
  /** Frames the source gave, wanted or not. */
  frames: number
  /** Frames the source lost, by the gaps in its sequence. */
  dropped: number
  /** Frames refused because their bytes were torn or not a picture. */
  torn: number
  /** When the newest frame was noticed, on the monotonic clock; null before the first. */
  lastFrameAtMs: number | null
}

export interface FrameRequest {
  /** Only a frame whose exposure began at or after this moment (monotonic clock) will do. */
  notBeforeMs: number
  signal: AbortSignal
}

/** One control of the camera, named with its unit: `exposure_us`, `gain`, `white_balance_k`, `focus`. */
export interface CameraControl {
  name: string
  /** The device's own name for it. */
  label: string
  type: 'integer' | 'boolean' | 'menu' | 'float'
  value: number
  default: number
  min: number
  max: number
  step: number
  menu?: { value: number; label: string }[]
  readOnly: boolean
  /** False while an automatic mode rules it. */
  active: boolean
}

export interface CameraControls {
  list(): Promise<CameraControl[]>
  /** Sets one control, switching off the automatic mode that rules it, and gives back the value read after setting. */
  set(name: string, value: number): Promise<CameraControl>
}

/** An open camera. It ends once, by close() or by itself, and is not used after that. */
export interface CameraSession {
  readonly granted: GrantedFormat
  readonly counters: Readonly<FrameCounters>
  /** The longest pause between two frames that is to be expected; where left out, the granted rate says it. */
  readonly longestIntervalMs?: number
  /** Resolves, never rejects, with the fault when the session ends by itself; stays pending after close(). */
  readonly ended: Promise<ServiceError>
  /**
   * The first whole frame exposed at or after `notBeforeMs`. Several may wait at once.
   * Rejects with the session's fault, CAPTURE_FAILED for a torn frame where the source gives single stills, or the signal's reason.
   */
  frame(request: FrameRequest): Promise<Frame>
  readonly controls?: CameraControls
  /** Controls that the camera has and does not answer for. They are left out of the list. */
  readonly muteControls?: readonly string[]
  /** Lets go of the device; waiting requests reject with CAMERA_NOT_AVAILABLE. Safe to call twice. */
  close(): Promise<void>
}

/** A driver: knows one kind of source, and nothing of HTTP, configuration or other drivers. */
export interface CameraDriver {
  /** `v4l2`, `genicam`, `http`, `command`, `webcam` or `simulated`. */
  readonly kind: string
  /** True where a frame is only made on request, so that silence between requests is not a fault. */
  readonly stillsOnly?: boolean
  /**
   * Opens the source and starts it. Throws CAMERA_NOT_AVAILABLE with a sentence that names what is wrong and what to do
   * (missing, busy and by whom, permission and which group, refused format).
   */
  open(signal: AbortSignal): Promise<CameraSession>
  /** Resolves when something was plugged in that may be the camera; rejects where that cannot be seen, and at the signal. */
  pluggedIn?(signal: AbortSignal): Promise<void>
}

export type CameraState = 'closed' | 'opening' | 'streaming' | 'silent' | 'faulted'

/** A change of the camera that is sent to watchers. */
export interface CameraStatus {
  state: CameraState
  granted: GrantedFormat | null
  /** What is wrong and what to do, or null. */
  errorMessage: string | null
  counters: Readonly<FrameCounters>
  /** How often the camera was opened again after a fault. */
  reopened: number
  /** Controls whose value is not the one that was set: CONTROL_DRIFT. */
  drift: { name: string; wanted: number; actual: number | null }[]
  /** Controls that the camera has and does not answer for. */
  muteControls: readonly string[]
}

/** The supervised camera that handlers and the capture path use. */
export interface Camera {
  status(): CameraStatus
  /**
   * The first frame exposed at or after `notBeforeMs`; outlives a silent camera's reopening.
   * Throws CAMERA_NOT_INITIALIZED, CAMERA_NOT_AVAILABLE at once when the camera is gone, or the signal's reason.
   */
  frame(request: FrameRequest): Promise<Frame>
  /** Calls back on every change of state; gives back the function that stops it. */
  onChange(listener: (status: CameraStatus) => void): () => void
  controls(): CameraControls
}
