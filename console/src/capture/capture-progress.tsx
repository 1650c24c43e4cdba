import { text } from '../text/text.ts'
import { job } from './job.ts'

/** How far the capture is, in the service's own stages. Its place is kept while nothing runs, so that nothing jumps. */
export function CaptureProgress() {
  const { capture } = text.value
  const current = job.value
  const warned = current.state === 'done' && current.warnings !== 'checking' && current.warnings.length > 0
  const progress =
    current.state === 'running' ? (current.progress?.progress ?? 0) : current.state === 'done' ? 100 : 0
  const stage =
    current.state === 'running'
      ? capture.stages[current.progress?.stage ?? 'starting']
      : current.state === 'done'
        ? warned
          ? capture.doneWithWarning(current.picture.sample_no)
          : capture.done(current.picture.sample_no)
        : current.state === 'failed'
          ? capture.failed(current.request.sample_no)
          : ''
  return (
    <div class="progress" data-state={warned ? 'warned' : current.state}>
      <progress max={100} value={progress} aria-label={capture.title} />
      <p role="status">{stage}</p>
    </div>
  )
}
