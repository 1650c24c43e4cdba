/** The real capture path over a folder of its own, with a camera that gives real JPEG frames at once. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import type { Camera, Frame } from '../../runtime/camera/port.ts'
import { type CapturesOptions, openCaptures } from '../../runtime/captures/captures.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import type { CaptureData, CaptureProgress, CaptureRequest } from '../../runtime/device/captures.ts'
import { request } from './request.ts'

export const JPEG = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#8ac' } })
  .jpeg()
  .toBuffer()

export const granted = {
  width: 64,
  height: 48,
  fps: 30,
  pixelFormat: 'MJPEG' as const,
  deviceName: 'Test camera',
  stableName: 'test',
}

/** Gives what `frame` makes, by default a whole JPEG exposed now. */
export function fakeCamera(frame: () => Promise<Partial<Frame>> = async () => ({})): Camera {
  let sequence = 0
  return {
    status: () => ({
      state: 'streaming',
      granted,
      errorMessage: null,
      counters: { frames: sequence, dropped: 0, torn: 0, lastFrameAtMs: null },
      reopened: 0,
      muteControls: [],
      drift: [],
    }),
    async frame({ signal }) {
      const made = await Promise.race([
        frame(),
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ])
      sequence += 1
      return {
        data: JPEG,
        pixelFormat: 'MJPEG',
        width: 64,
        height: 48,
        sequence,
        exposedAtMs: monotonicMs(),
        clock: 'kernel',
        latencyBoundMs: 0,
        latencySource: 'device_clock',
        ...made,
      }
    },
    onChange: () => () => {},
    controls: () => ({
      list: async () => [
        {
          name: 'exposure_us',
          label: 'Exposure',
          type: 'integer',
          value: 20_000,
          default: 0,
          min: 0,
          max: 1e6,
          step: 1,
          readOnly: false,
          active: true,
        },
      ],
      set: () => Promise.reject(new Error('not asked for')),
    }),
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'captures-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function optionsFor(folder: string, overrides: Partial<CapturesOptions> = {}): CapturesOptions {
  return {
    camera: fakeCamera(),
    folder,
    timeoutMs: 5_000,
    queuePlaces: 10,
    resizeWidthPx: undefined,
    resizeHeightPx: undefined,
    maxAgeHours: 0,
    maxBytes: 0,
    reserveBytes: 0,
    onlyDelivered: false,
    software: 'Vision Capture Service 2.0.0',
    clockSynchronised: () => true,
    ...overrides,
  }
}

/** Opens captures; closed when the test ends, or before by `close`. */
export async function rig(folder = temporaryFolder(), overrides: Partial<CapturesOptions> = {}) {
  const captures = await openCaptures(optionsFor(folder, overrides))
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= captures.close()
    return closed
  }
  onTestFinished(close)
  return {
    folder,
    captures,
    close,
    take: (
      its: Partial<CaptureRequest> = {},
      onProgress?: (progress: CaptureProgress) => void,
    ): Promise<CaptureData> => captures.take(request(its), onProgress),
    file: (data: CaptureData) => join(folder, data.image_data.filename),
  }
}

/** Every file of a capture, finished or not, in the order of their names. */
export const pictures = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /^\.?capture_/.test(name))
    .sort()
