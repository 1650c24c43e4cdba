/** Who holds the camera: the capture that runs now, where it is not this page's own. */
import { signal } from '@preact/signals'
import type { CaptureProgress } from '../../../client/src/index.ts'
import { onEvent } from '../state/service.ts'
import { job } from './job.ts'

export const holder = signal<CaptureProgress | null>(null)

onEvent((event) => {
  if (event.type === 'capture_progress') {
    const { stage, request_id } = event.data
    const current = job.peek()
    const isOwn = current.state === 'running' && current.requestId === request_id
    if (isOwn || stage === 'queued') return
    holder.value = stage === 'completed' ? null : event.data
  } else if (event.type === 'connected') {
    // What was missed meanwhile is not known.
    holder.value = null
  } else if (event.type === 'capture_result' && event.data.request_id === holder.peek()?.request_id) {
    holder.value = null
  }
})
