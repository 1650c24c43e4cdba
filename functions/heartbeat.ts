import { z } from 'zod'
import { schedule } from './lib/schedule.ts'
import { uptimeSeconds } from './lib/status.ts'

const heartbeat = z.object({
  uptime_seconds: z.number().min(0).meta({ example: 86_400.5 }),
  connections: z.int().min(0).meta({ example: 2 }),
})

export const handler = schedule(
  {
    sends: {
      heartbeat: {
        summary: 'The service is running. Sent every WS_HEARTBEAT_INTERVAL seconds.',
        data: heartbeat,
      },
    },
  },
  (device) => {
    const data = { uptime_seconds: uptimeSeconds(device), connections: device.connections.count }
    device.connections.broadcast({ type: 'heartbeat', data })
  },
)
