/** The state of the service, in the fields of docs/CONTRACT.md. */
import { monotonicMs } from '../../runtime/clock.ts'
import type { Device } from '../../runtime/device/device.ts'
import { SERVICE_NAME, VERSION } from '../../runtime/version.ts'

type Drift = ReturnType<Device['camera']['status']>['drift']
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

export function cameraStatus({ camera, captures, config }: Device) {
  const { state, granted, errorMessage, drift, muteControls } = camera.status()
  return {
    is_connected: state === 'streaming',
    is_capturing: captures.capturing,
    device_id: config.camera.deviceId,
    resolution: granted && `${granted.width}x${granted.height}`,
    fps: granted?.fps ?? null,
    last_capture: captures.lastCaptureAt,
    error_message: errorMessage ?? driftMessage(drift, muteControls) ?? muteMessage(muteControls),
    state,
    device_name: granted?.deviceName ?? null,
    stable_name: granted?.stableName ?? null,
    pixel_format: granted?.pixelFormat ?? null,
    control_drift: drift,
  }
}

function driftMessage(drift: Drift, mute: readonly string[]): string | null {
  if (drift.length === 0) return null
  const each = drift.map(({ name, wanted, actual }) => {
    if (actual !== null) return `${name} is ${actual}, not ${wanted}`
    return mute.includes(name) ? `the camera does not answer about ${name}` : `the camera has no ${name}`
  })
  return `CONTROL_DRIFT: ${each.join('; ')}. Correct CAMERA_CONTROLS, or set the control again.`
}

function muteMessage(mute: readonly string[]): string | null {
  if (mute.length === 0) return null
  return `CONTROL_MUTE: the camera does not answer about ${mute.join(', ')}. Pictures go on. Plug the camera in again if you need these controls.`
}

/** `degraded` without a camera or with storage low: it serves, and says why. `unhealthy` when both are gone. */
export function healthStatus({ camera, captures }: Device): HealthStatus {
  const problems = Number(camera.status().state !== 'streaming') + Number(captures.storage().low)
  return (['healthy', 'degraded', 'unhealthy'] as const)[problems] as HealthStatus
}

export function uptimeSeconds({ startedAtMs }: Device): number {
  return Math.round(monotonicMs() - startedAtMs) / 1000
}

/** The health response of the specification; `success` and 200 whenever the process serves. */
export function health(device: Device) {
  const { camera, captures, connections } = device
  return {
    success: true,
    status: healthStatus(device),
    timestamp: new Date().toISOString(),
    details: {
      uptime_seconds: uptimeSeconds(device),
      camera_connected: camera.status().state === 'streaming',
      camera_capturing: captures.capturing,
      websocket_connections: connections.count,
      version: VERSION,
      clock: device.clock.status(),
    },
  }
}

export function serviceStatus(device: Device) {
  return {
    service_name: SERVICE_NAME,
    version: VERSION,
    status: healthStatus(device),
    uptime: uptimeSeconds(device),
    camera_status: cameraStatus(device),
    websocket_connections: device.connections.count,
    last_health_check: new Date().toISOString(),
    clock: device.clock.status(),
    retention: {
      max_age_hours: device.config.storage.maxAgeHours,
      max_storage_bytes: device.config.storage.maxBytes,
    },
  }
}
