/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */
import type { CameraStatus } from './camera.ts'

export interface ServiceStatus {
  service_name: string
  version: string
  status: 'healthy' | 'degraded' | 'unhealthy'
  uptime: number
  camera_status: CameraStatus
  websocket_connections: number
  last_health_check: string
}

export interface Health {
  success: boolean
  status: 'healthy' | 'degraded' | 'unhealthy'
  timestamp: string
  details: {
    uptime_seconds: number
    camera_connected: boolean
    camera_capturing: boolean
    websocket_connections: number
    version: string
  }
}
