/** The camera in the API and the catalogue, with the names of the wire. */
import type { CameraControl, GrantedFormat } from '../camera/port.ts'

/** The format that the camera granted. */
export function toGranted({ width, height, fps, pixelFormat, deviceName, stableName }: GrantedFormat) {
  return { width, height, fps, pixel_format: pixelFormat, device_name: deviceName, stable_name: stableName }
}

/** One control with its range and value. */
export function toControl({ readOnly, ...control }: CameraControl) {
  return { ...control, read_only: readOnly }
}

/** Version 2.0 answered with these names too. They go with the next major version. */
export function withDeprecatedNames(granted: ReturnType<typeof toGranted>) {
  const { pixel_format, device_name, stable_name } = granted
  return { ...granted, pixelFormat: pixel_format, deviceName: device_name, stableName: stable_name }
}
export function withDeprecatedReadOnly(control: ReturnType<typeof toControl>) {
  return { ...control, readOnly: control.read_only }
}
