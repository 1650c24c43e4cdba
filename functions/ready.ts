import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { cameraStatus } from './lib/status.ts'

/** 200 when a capture would work now, else 503 with the reasons. */
export const handler = http(statusOperations.ready, (_input, device) => {
  const camera = cameraStatus(device)
  const storage = device.captures.storage()
  const reasons = [
    ...(camera.is_connected ? [] : [camera.error_message ?? 'The camera is not open yet.']),
    ...(storage.low ? [storage.error_message] : []),
  ]
  const ready = reasons.length === 0
  return new Reply(ready ? 200 : 503, { success: ready, ready, reasons, timestamp: new Date().toISOString() })
})
