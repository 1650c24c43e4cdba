import { text } from '../text/text.ts'
import { job } from './job.ts'

/** How far the capture is, in the service's own stages. Its place is kept while nothing runs, so that nothing jumps. */
export function CaptureProgress() {
  const { capture } = text.value
  const current = job.value
  const progress =
    current.state === 'running' ? (current.progress?.progress ?? 0) : current.state === 'done' ? 100 : 0
  const stage =
    current.state === 'running'
      ? capture.stages[current.progress?.stage ?? 'starting']
      : current.state === 'done'
        ? capture.done(current.picture.sample_no)
        : current.state === 'failed'
          ? capture.failed(current.request.sample_no)
          : ''
  return (
    <div class="progress" data-state={current.state}>
      <progress max={100} value={progress} aria-label={capture.title} />
      <p role="status">{stage}</p>
    </div>
  )
}
