import { cameraStatus as cameraStatusModel } from './lib/api/status-models.ts'
import { schedule } from './lib/schedule.ts'
import { cameraStatus } from './lib/status.ts'

export const handler = schedule(
  {
    sends: {
      status_update: {
        summary:
          'The camera changed, or a capture began or ended. Also sent every STATUS_CHECK_INTERVAL seconds.',
        data: cameraStatusModel,
      },
    },
  },
  (device) => device.connections.broadcast({ type: 'status_update', data: cameraStatus(device) }),
)
