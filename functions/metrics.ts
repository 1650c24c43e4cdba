import { framesTotal, registry, storageBytes } from '../runtime/metrics.ts'
import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

/** Prometheus text; what nobody counts by events is read when it is asked for. */
export const handler = http(statusOperations.metrics, async (_input, { camera, captures }) => {
  const { counters } = camera.status()
  framesTotal.set({ kind: 'seen' }, counters.frames)
  framesTotal.set({ kind: 'dropped' }, counters.dropped)
  framesTotal.set({ kind: 'torn' }, counters.torn)
  storageBytes.set({ kind: 'used' }, captures.storage().used_bytes)
  return new Reply(200, await registry.metrics(), { 'content-type': registry.contentType })
})
