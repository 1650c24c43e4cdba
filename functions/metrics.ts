import { registry, sessionFrames, storageBytes } from '../runtime/metrics.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

/** Prometheus text. Values that no event counts are read now. */
export const handler = http(
  {
    access: 'public',
    tag: 'Status',
    summary: 'Metrics for Prometheus',
    responses: { 200: { description: 'Text exposition format.', body: ['text/plain'] } },
  },
  async (_input, { camera, captures }) => {
    const { counters } = camera.status()
    sessionFrames.set({ kind: 'seen' }, counters.frames)
    sessionFrames.set({ kind: 'dropped' }, counters.dropped)
    sessionFrames.set({ kind: 'torn' }, counters.torn)
    storageBytes.set({ kind: 'used' }, captures.storage().used_bytes)
    return new Reply(200, await registry.metrics(), { 'content-type': registry.contentType })
  },
)
