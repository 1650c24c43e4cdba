import { readiness } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { cameraStatus } from './lib/status.ts'

export const handler = http(
  {
    access: 'public',
    tag: 'Status',
    summary: 'Would a capture work now?',
    responses: {
      200: { description: 'A capture would work.', body: readiness },
      503: { description: 'A capture would fail; `reasons` says why.', body: readiness },
    },
  },
  (_input, device) => {
    const camera = cameraStatus(device)
    const storage = device.captures.storage()
    const reasons = [
      ...(camera.is_connected ? [] : [camera.error_message ?? 'The camera is not open yet.']),
      ...(storage.low ? [storage.error_message] : []),
    ]
    const ready = reasons.length === 0
    return new Reply(ready ? 200 : 503, {
      success: ready,
      ready,
      reasons,
      timestamp: new Date().toISOString(),
    })
  },
)
