/** `simulated`: a drawn plate. It times its exposures itself, so its clock is as exact as a kernel's. */
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { wholeJpeg } from '../jpeg/structure.ts'
import type { CameraDriver, CameraSession, FrameCounters } from '../port.ts'
import { Waiters } from '../waiters.ts'
import { controlsPort } from './controls.ts'
import { type SimulatedDevice, simulatedDevice } from './device.ts'

export interface SimulatedOptions {
  width: number
  height: number
  fps: number
  /** Initial controls, as in `simulated:fault_stale_queue=4`. */
  controls?: Record<string, number>
}

export function simulatedDriver(options: SimulatedOptions): CameraDriver {
  let device: SimulatedDevice | undefined
  return {
    kind: 'simulated',
    async open() {
      if (device === undefined) {
        device = simulatedDevice(options.width, options.height, options.fps)
        const controls = controlsPort(device.controls, (name, value) =>
          applyFault(device as SimulatedDevice, name, value),
        )
        for (const [name, value] of Object.entries(options.controls ?? {})) await controls.set(name, value)
      }
      if (monotonicMs() < device.disconnectedUntilMs) throw unplugged()
      return openSession(device, options)
    },
  }
}

const unplugged = () =>
  new ServiceError(
    'CAMERA_NOT_AVAILABLE',
    'The simulated camera is unplugged: its fault_disconnect_ms says for how long.',
  )

function applyFault(device: SimulatedDevice, name: string, value: number): void {
  if (name === 'fault_hang_ms') device.hang(value)
  if (name !== 'fault_disconnect_ms') return
  device.disconnectedUntilMs = value > 0 ? monotonicMs() + value : 0
  if (value > 0) device.onDisconnect()
}

function openSession(device: SimulatedDevice, { width, height, fps }: SimulatedOptions): CameraSession {
  const openedAtSequence = device.sequenceAt(monotonicMs())
  const waiters = new Waiters()
  const closing = new AbortController()
  const counts = { dropped: 0, torn: 0 }
  let reading = false
  let endSession: (fault: ServiceError) => void = () => {}
  const ended = new Promise<ServiceError>((resolve) => {
    endSession = resolve
  })

  const end = (fault: ServiceError) => {
    closing.abort()
    waiters.fail(fault)
    endSession(fault)
  }

  /** Takes frames out of the queue as long as somebody waits: an old one is looked at and left, as a real reader would. */
  const read = async () => {
    reading = true
    while (waiters.count > 0 && !closing.signal.aborted) {
      const frame = await device.dequeue(closing.signal)
      if (frame === null) continue
      counts.dropped += frame.lost
      if (frame.exposedAtMs < waiters.earliestMs) continue
      const whole = wholeJpeg(await frame.jpeg())
      if (whole === null) counts.torn += 1
      else
        waiters.give({
          ...whole,
          pixelFormat: 'MJPEG',
          sequence: frame.sequence,
          exposedAtMs: frame.exposedAtMs,
          clock: 'kernel',
          latencyBoundMs: 0,
          latencySource: 'device_clock',
        })
    }
    reading = false
  }
  const wake = () => {
    if (!reading)
      read().catch((error) =>
        end(
          new ServiceError('CAMERA_NOT_AVAILABLE', 'The simulated camera could not draw.', { cause: error }),
        ),
      )
  }

  device.onDisconnect = () => end(unplugged())

  return {
    granted: {
      width,
      height,
      fps,
      pixelFormat: 'MJPEG',
      deviceName: 'Simulated plate camera',
      stableName: 'simulated',
    },
    get counters(): FrameCounters {
      const newest = device.sequenceAt(monotonicMs())
      return {
        frames: newest - openedAtSequence,
        ...counts,
        lastFrameAtMs: device.lastFrameAtMs(),
      }
    },
    ended,
    frame(request) {
      const frame = waiters.wait(request)
      wake()
      return frame
    },
    controls: controlsPort(device.controls, (name, value) => applyFault(device, name, value)),
    async close() {
      if (closing.signal.aborted) return
      device.onDisconnect = () => {}
      closing.abort()
      waiters.fail(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    },
  }
}
