/** Settings of the camera, by this service's names or by those of the replaced service. */
import type { Settings } from './settings.ts'

const CAMERA_SOURCE = /^(v4l2|genicam|command):.+|^https?:\/\/.+|^genicam$|^webcam(:.+)?$|^simulated(:.*)?$/

/** The driver and its camera, as in `v4l2:/dev/video0` or `genicam:23456`. */
export function cameraSource(settings: Settings): string {
  if (settings.CAMERA_SOURCE !== undefined) return settings.CAMERA_SOURCE
  if (settings.CAMERA_BACKEND === 'pylon')
    return `genicam:${settings.BASLER_SERIAL ?? settings.BASLER_IP ?? ''}`
  const id = settings.CAMERA_DEVICE_ID
  return id.startsWith('/') ? `v4l2:${id}` : `v4l2:/dev/video${id}`
}

/** Values by control; CAMERA_CONTROLS goes before BASLER_EXPOSURE_US and BASLER_GAIN. */
export function cameraControls(settings: Settings): Record<string, number> {
  const { BASLER_EXPOSURE_US: exposureUs, BASLER_GAIN: gain, CAMERA_CONTROLS: controls } = settings
  return {
    ...(exposureUs === undefined ? {} : { exposure_us: exposureUs }),
    ...(gain === undefined ? {} : { gain }),
    ...(controls === undefined ? {} : parseControls(controls)),
  }
}

/** Settings that are not valid, each with its remedy. */
export function cameraProblems({ CAMERA_CONTROLS: controls, CAMERA_SOURCE: source }: Settings): string[] {
  const problems: string[] = []
  if (controls !== undefined && parseControls(controls) === null) {
    problems.push(
      `CAMERA_CONTROLS is "${controls}": must be name=number pairs, as in exposure_us=20000,gain=0`,
    )
  }
  if (source !== undefined && !CAMERA_SOURCE.test(source)) {
    problems.push(
      // The value is not shown: it may hold a password in a place where nobody expects one.
      'CAMERA_SOURCE is not valid. Expected v4l2:PATH, genicam:NAME, http://user:password@host/path, command:PROGRAM, webcam or simulated. An rtsp:// camera is read with command:ffmpeg -i rtsp://… -f mjpeg -',
    )
  }
  const simulated = /^simulated:(.+)$/.exec(source ?? '')?.[1]
  if (simulated !== undefined && parseControls(simulated) === null) {
    problems.push(
      `CAMERA_SOURCE is "simulated:${simulated}". Expected name=number pairs after the colon, as in simulated:gain=10,fault_stale_queue=4`,
    )
  }
  return problems
}

/** Null when it is not of the form `exposure_us=20000,gain=0`. */
function parseControls(text: string): Record<string, number> | null {
  const controls: Record<string, number> = {}
  for (const pair of text.split(',')) {
    const match = /^\s*([a-z][a-z0-9_]*)\s*=\s*(-?\d+(?:\.\d+)?)\s*$/.exec(pair)
    if (match?.[1] === undefined) return null
    controls[match[1]] = Number(match[2])
  }
  return controls
}
