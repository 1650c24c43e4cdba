/** Does the configured camera give a picture, and the one that was asked for? */

import { openDriver } from '../../camera/drivers.ts'
import type { CameraSession } from '../../camera/port.ts'
import { monotonicMs } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { toServiceError } from '../../errors.ts'
import { shownSource } from '../../redaction.ts'
import { askOwn } from '../../tls/ask-own.ts'
import type { Finding } from './finding.ts'

const TIMEOUT_MS = 20_000

/** Opens the camera as the service would, takes one fresh frame and tries the controls that are set. */
export async function checkCamera(camera: Config['camera']): Promise<Finding[]> {
  const { source } = camera
  let session: CameraSession | undefined
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    // The doctor changes nothing: it measures no latency and writes no file.
    session = await openDriver(source, { ...camera, latencyFile: undefined }).open(signal)
    const frame = await session.frame({ notBeforeMs: monotonicMs(), signal })
    const { deviceName, width, height, fps } = session.granted
    return [
      {
        level: 'ok',
        what: `${deviceName} gives pictures: ${width}x${height} ${frame.pixelFormat}, ${fps} a second.`,
      },
      ...formatFindings(camera, session),
      ...(await controlFindings(camera, session)),
    ]
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError'
    return [
      {
        level: 'problem',
        what: `The camera ${shownSource(source)} gives no picture.`,
        why: isTimeout
          ? `It was opened and sent no frame within ${TIMEOUT_MS / 1000} s: check its cable and power, and plug it in again.`
          : toServiceError(error).message,
      },
    ]
  } finally {
    await session?.close()
  }
}

/** When the service is running, it holds the camera and knows best. `address` is where it answers. */
export async function checkRunningService(address: string): Promise<Finding[]> {
  const { body } = await askOwn(`${address}/api/v1/capture/ready`, TIMEOUT_MS)
  const { ready, reasons } = JSON.parse(body.toString()) as { ready: boolean; reasons: string[] }
  if (ready) return [{ level: 'ok', what: 'The running service is ready to capture.' }]
  return reasons.map((why) => ({ level: 'problem', what: 'The running service cannot capture now.', why }))
}

function formatFindings(asked: Config['camera'], { granted }: CameraSession): Finding[] {
  const findings: Finding[] = []
  const has = 'npm run cameras lists what the camera has'
  if (granted.width !== asked.width || granted.height !== asked.height)
    findings.push({
      level: 'warning',
      what: `Pictures are ${granted.width}x${granted.height}, not ${asked.width}x${asked.height} as asked.`,
      why: `The camera does not have this resolution${asked.pixelFormat === undefined ? '' : ` in ${asked.pixelFormat}`}, and granted the one nearest to it.`,
      remedy: `Set CAMERA_WIDTH and CAMERA_HEIGHT to a size that it has; ${has}.`,
    })
  // A camera in dim light, or one that gives stills, is slower than asked without being wrong.
  else if (granted.fps < asked.fps * 0.9)
    findings.push({
      level: 'warning',
      what: `The camera gives ${granted.fps} pictures a second, not ${asked.fps} as asked.`,
      why: 'It has no such rate at this size and format; each capture waits for the next picture that much longer.',
      remedy: `Set CAMERA_FPS, or a smaller size; ${has}.`,
    })
  return findings
}

async function controlFindings(
  { controls: wanted }: Config['camera'],
  { controls }: CameraSession,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [name, value] of Object.entries(wanted)) {
    const problem = controls
      ? await controls.set(name, value).then(
          (set) =>
            Math.abs(set.value - value) <= set.step / 2 ? null : `It was set to ${set.value} instead.`,
          (error) => toServiceError(error).message,
        )
      : 'A camera of this kind has no controls that can be set here.'
    if (problem !== null)
      findings.push({
        level: 'warning',
        what: `The control ${name} is not ${value} as CAMERA_CONTROLS asks.`,
        why: problem,
        remedy: 'Correct CAMERA_CONTROLS; GET /api/v1/camera/controls lists each control with its range.',
      })
  }
  return findings
}
