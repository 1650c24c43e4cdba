import type { Camera, CameraStatus } from '../camera/port.ts'
import { toGranted } from '../device/camera.ts'

// A type and not an interface, so that it is a loose record of the capture fields too.
export type CameraSettings = {
  granted: ReturnType<typeof toGranted> | null
  drift: CameraStatus['drift']
  controls: Record<string, number> | null
}

/**
 * The settings of the camera for a capture. Its controls are asked for now and noted where they have come by the time the picture is on
 * disk; null where not, or where it has none: no picture waits for them.
 */
export function readSettings(camera: Camera): CameraSettings {
  const { granted, drift } = camera.status()
  const settings: CameraSettings = { granted: granted && toGranted(granted), drift, controls: null }
  // controls() itself throws where there are none.
  const list = async () => camera.controls().list()
  list().then(
    (controls) => {
      settings.controls = Object.fromEntries(controls.map(({ name, value }) => [name, value]))
    },
    () => {},
  )
  return settings
}
