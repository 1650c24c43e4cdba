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
    const problems = [
      ...(camera.is_connected ? [] : [cameraProblem(camera)]),
      ...(storage.low ? [{ code: storage.error_code, message: storage.error_message }] : []),
    ]
    const ready = problems.length === 0
    return new Reply(ready ? 200 : 503, {
      success: ready,
      ready,
      reasons: problems.map(({ message }) => message),
      problems,
      storage_filled_percent: storage.filled_percent,
      timestamp: new Date().toISOString(),
    })
  },
)

/** With the code that a capture would answer. */
function cameraProblem({ state, error_message }: ReturnType<typeof cameraStatus>) {
  const wasOpen = state === 'silent' || state === 'faulted'
  return {
    code: wasOpen ? 'CAMERA_NOT_AVAILABLE' : 'CAMERA_NOT_INITIALIZED',
    message: error_message ?? 'The camera is not open yet.',
  }
}
