/**
 * `webcam`: stills through node-webcam (fswebcam on Linux, imagesnap on macOS, CommandCam on Windows), on machines with nothing
 * better. Each still starts a program that opens the camera anew, so that no frame of it can be older than the program's start:
 * nothing queues, and the latency that the freshness promise needs is zero. It costs a second or so a picture.
 */
import { exec } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import nodeWebcam, { type Webcam } from 'node-webcam'
import { childEnvironment } from '../../child-environment.ts'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { wholeJpeg } from '../jpeg/structure.ts'
import type { CameraDriver } from '../port.ts'
import { openStills } from '../stills-session.ts'

const execute = promisify(exec)

/** A camera that is opened anew needs some frames until its exposure has settled. */
const SKIPPED_FRAMES = 10
/** The best that the program itself encodes: the service encodes once more. */
const QUALITY = 95
/** Longer than fswebcam itself waits for a frame (10 s). */
const STILL_TIMEOUT_MS = 20_000
/** node-webcam puts the name into a shell's command line. */
const SAFE_DEVICE = process.platform === 'linux' ? /^[\w./:@+-]+$/ : /^[\w./:@+ -]+$/

export interface WebcamOptions {
  /** A device path on Linux, a camera's name on macOS, its number on Windows; the first camera where unset. */
  device?: string | undefined
  width: number
  height: number
}

/** open() throws CAMERA_NOT_AVAILABLE: program not installed, no camera, no picture. It takes a first picture. */
export function webcamDriver({ device = '', width, height }: WebcamOptions): CameraDriver {
  return {
    kind: 'webcam',
    stillsOnly: true,
    async open(signal) {
      if (device !== '' && !SAFE_DEVICE.test(device))
        throw unavailable(
          `CAMERA_SOURCE is not valid: "${device}" after webcam: may have letters, digits and ./:@+- only.`,
        )
      const webcam = nodeWebcam.create({
        width,
        height,
        quality: QUALITY,
        output: 'jpeg',
        device: device || false,
        skip: SKIPPED_FRAMES,
        saveShots: false,
        callbackReturn: 'location',
        verbose: false,
      })
      const take = (closing: AbortSignal) => takeStill(webcam, closing)
      const askedAtMs = monotonicMs()
      const first = wholeJpeg(await take(signal))
      if (first === null) throw unavailable(`${webcam.bin} gave a picture that is not a whole JPEG.`)
      const deviceName = `${device || 'the first camera'}, through ${webcam.bin}`
      return openStills(
        { deviceName, stableName: device === '' ? 'webcam' : `webcam:${device}`, latencyMs: 0, take },
        first,
        askedAtMs,
      )
    },
  }
}

async function takeStill(webcam: Webcam, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'vision-still-'))
  try {
    const location = join(folder, 'still.jpg')
    const limit = AbortSignal.any([signal, AbortSignal.timeout(STILL_TIMEOUT_MS)])
    await run(webcam, location, limit).catch((error) => {
      if (signal.aborted) throw signal.reason
      if (limit.aborted)
        throw unavailable(`${webcam.bin} took longer than ${STILL_TIMEOUT_MS / 1000} s for a picture.`)
      throw failed(webcam, error)
    })
    return await readFile(location).catch(() => {
      throw unavailable(
        `${webcam.bin} took no picture: check that a camera is plugged in and no other program reads it.`,
      )
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The program sees no secret of the service, and is ended with the signal. */
async function run(webcam: Webcam, location: string, signal: AbortSignal): Promise<void> {
  const { stderr } = await execute(webcam.generateSh(location), { env: childEnvironment(), signal })
  const problem = webcam.runCaptureValidations(stderr)
  if (problem !== null) throw problem
}

/** The shell's status 127 is a program that is not there; else the program's last line says what is wrong. */
function failed({ bin }: Webcam, error: Error & { code?: number }): ServiceError {
  if (error.code === 127)
    return unavailable(
      `The source webcam needs ${bin}, which is not installed: apt-get install fswebcam (macOS: brew install imagesnap).`,
    )
  const words = error.message.trim().split('\n').at(-1) ?? ''
  return new ServiceError('CAMERA_NOT_AVAILABLE', `${bin} could not take a picture: ${words}`, {
    cause: error,
  })
}

function unavailable(message: string): ServiceError {
  return new ServiceError('CAMERA_NOT_AVAILABLE', message)
}
