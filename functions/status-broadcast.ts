import { useDevice } from '../runtime/device/device.ts'
import { cameraStatus } from './lib/status.ts'

/** The camera's status to every client: every STATUS_CHECK_INTERVAL seconds, and when it changes. */
export const handler = async (): Promise<void> => {
  const device = await useDevice()
  device.connections.broadcast({ type: 'status_update', data: cameraStatus(device) })
}
