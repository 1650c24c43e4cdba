/** The messages that this page has received since it was opened, newest first. */
import type { ServiceEvent } from '../../../client/src/index.ts'
import { log } from '../state/service.ts'
import { adviceFor, text, timeOfDay } from '../text/text.ts'

export function EventLog() {
  const { activity } = text.value
  const lines = log.value
    .map((entry) => ({ ...entry, line: describe(entry.event) }))
    .filter(({ line }) => line !== null)
  return (
    <section class="card event-log">
      <h2 id="log-title">{activity.log}</h2>
      {lines.length === 0 ? (
        <p class="empty">{activity.noLog}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it only when it has the focus.
        <ol tabIndex={0} aria-labelledby="log-title">
          {lines.map(({ id, at, line }) => (
            <li key={id} data-kind={line?.kind}>
              <time dateTime={at.toISOString()}>{timeOfDay(at)}</time> <span>{line?.sentence}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

interface Line {
  kind: 'good' | 'bad' | 'plain'
  sentence: string
}

/** An event as a sentence; null for what is no news, such as the stages of a capture. */
function describe(event: ServiceEvent): Line | null {
  const { activity, cameraStates } = text.value
  const { events } = activity
  switch (event.type) {
    case 'connected':
      return { kind: 'good', sentence: events.connected }
    case 'disconnected':
      return { kind: 'bad', sentence: events.disconnected(Math.ceil(event.data.retry_in_ms / 1000)) }
    case 'initial_status':
      return { kind: 'plain', sentence: events.initial(event.data.version) }
    case 'status_update': {
      const { state } = event.data
      return { kind: state === 'streaming' ? 'good' : 'bad', sentence: cameraStates[state] }
    }
    case 'capture_result':
      return 'error' in event.data
        ? { kind: 'bad', sentence: events.failed(event.data.sample_no, adviceFor(event.data.error)) }
        : { kind: 'good', sentence: events.taken(event.data.sample_no) }
    case 'error':
      return { kind: 'bad', sentence: `${events.serviceError}: ${adviceFor(event.data)}` }
    default:
      return null
  }
}
