/** The narrow port through which handlers see the device: its camera, its captures and its connections. */
import type { Discovery } from '../camera/discovery.ts'
import type { Camera } from '../camera/port.ts'
import type { Config } from '../config.ts'
import type { ClockStatus } from '../host/clock-watch.ts'
import type { Calibration } from './calibration.ts'
import type { Captures } from './captures.ts'
import type { Connections } from './connections.ts'
import type { Deliveries } from './deliveries.ts'
import type { LiveView } from './live-view.ts'
import type { Plates } from './plate.ts'

export interface Device {
  readonly config: Config
  readonly camera: Camera
  /** Looks for every camera that the machine can reach, the service's own among them; takes a second or two. */
  discoverCameras(): Promise<Discovery>
  readonly captures: Captures
  readonly plates: Plates
  readonly deliveries: Deliveries
  readonly view: LiveView
  readonly calibration: Calibration
  readonly connections: Connections
  /** The wall clock of the host. */
  readonly clock: { status(): ClockStatus }
  /** When the service started, on the monotonic clock. */
  readonly startedAtMs: number
  close(): Promise<void>
}

let current: Promise<Device> | undefined

/**
 * The device of this process. Whoever asks first opens it from the environment's settings, so that a handler works the same
 * on the device, under serverless offline and alone.
 */
export function useDevice(): Promise<Device> {
  current ??= import('./open-device.ts').then(({ openDevice }) => openDevice())
  return current
}

/** Puts a device in place: the composition root's own, or a test's fake; undefined lets go of it. */
export function provideDevice(device: Device | undefined): void {
  current = device === undefined ? undefined : Promise.resolve(device)
}
