import { text } from '../text/text.ts'
import { queue, removeQueued } from './queue.ts'

/** The samples whose pictures come next, each with a button that takes it out. */
export function QueuedSamples() {
  const { capture } = text.value
  if (queue.value.length === 0) return null
  return (
    <div class="queued" role="status">
      <p>{capture.next}</p>
      <ol>
        {queue.value.map(({ sample_no }, index) => (
          <li key={`${index} ${sample_no}`}>
            {sample_no}{' '}
            <button
              type="button"
              onClick={() => removeQueued(index)}
              aria-label={capture.removeNext(sample_no)}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
