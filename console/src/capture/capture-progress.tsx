import { text } from '../text/text.ts'
import { holder } from './holder.ts'
import { job } from './job.ts'

/** How far the capture is, in the service's own stages. Its place is kept while nothing runs, so that nothing jumps. */
export function CaptureProgress() {
  const { capture } = text.value
  const current = job.value
  const warned = current.state === 'done' && current.warnings !== 'checking' && current.warnings.length > 0
  const progress =
    current.state === 'running' ? (current.progress?.progress ?? 0) : current.state === 'done' ? 100 : 0
  return (
    <div class="progress" data-state={warned ? 'warned' : current.state}>
      <progress max={100} value={progress} aria-label={capture.progress} />
      <p role="status">{sentence(warned)}</p>
      {holder.value && (
        <p class="holder" role="status">
          {capture.heldBy(holder.value.requested_by, holder.value.sample_no)}
        </p>
      )}
    </div>
  )
}

function sentence(warned: boolean): string {
  const { capture } = text.value
  const current = job.value
  switch (current.state) {
    case 'idle':
      return ''
    case 'running':
      return capture.stages[current.progress?.stage ?? 'starting']
    case 'done': {
      const { sample_no: sample } = current.picture
      return warned ? capture.doneWithWarning(sample) : capture.done(sample)
    }
    case 'failed':
      return capture.failed(current.request.sample_no)
  }
}
