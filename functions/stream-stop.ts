import { viewOperations } from './lib/api/camera-operations.ts'
import { http } from './lib/http.ts'

/** Ends every live view. */
export const handler = http(viewOperations.streamStop, (_input, { view }) => {
  const stopped = view.stop()
  return {
    success: true,
    message: `Ended ${stopped} live view${stopped === 1 ? '' : 's'}`,
    data: { stopped },
    timestamp: new Date().toISOString(),
  }
})
