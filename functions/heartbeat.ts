import { useDevice } from '../runtime/device/device.ts'
import { uptimeSeconds } from './lib/status.ts'

/** Tells every client that the service is there; every WS_HEARTBEAT_INTERVAL seconds. */
export const handler = async (): Promise<void> => {
  const device = await useDevice()
  const data = { uptime_seconds: uptimeSeconds(device), connections: device.connections.count }
  device.connections.broadcast({ type: 'heartbeat', data })
}
