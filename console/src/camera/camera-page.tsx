/** The camera: how it is, what it granted, and its controls beside its picture. */
import { LiveView } from '../live/live-view.tsx'
import { ForAdministrator } from '../shell/for-administrator.tsx'
import { PageTitle } from '../shell/page-title.tsx'
import { camera } from '../state/service.ts'
import { dateTime, number, text } from '../text/text.ts'
import { Controls } from './controls.tsx'

export function CameraPage() {
  const { camera: texts } = text.value
  return (
    <div class="page">
      <header class="page-head">
        <PageTitle>{texts.title}</PageTitle>
      </header>
      <div class="camera">
        <div class="camera-side">
          <LiveView />
          <State />
        </div>
        <Controls />
      </div>
    </div>
  )
}

function State() {
  const { camera: texts, cameraStates } = text.value
  const status = camera.value
  if (status === null) return null
  const facts = [
    [texts.device, status.device_name],
    [texts.resolution, status.resolution?.replace('x', ' × ')],
    [texts.rate, status.fps && `${number(status.fps)} / s`],
    [texts.pixelFormat, status.pixel_format],
    [texts.lastCapture, status.last_capture ? dateTime(status.last_capture) : texts.none],
  ]
  return (
    <section class="card" aria-live="polite">
      <h2 class="state-dot" data-state={status.state}>
        {cameraStates[status.state]}
      </h2>
      {status.state !== 'streaming' && (
        <p class="camera-remedy">
          <strong>{texts.remedy}:</strong> {texts.remedies[status.state]}
        </p>
      )}
      <dl class="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {(status.error_message || status.stable_name) && (
        <ForAdministrator>
          {status.error_message && <p>{status.error_message}</p>}
          {status.stable_name && (
            <p>
              {texts.stableName}: <code>{status.stable_name}</code>
            </p>
          )}
        </ForAdministrator>
      )}
    </section>
  )
}
