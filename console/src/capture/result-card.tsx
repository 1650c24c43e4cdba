/** The result of the last capture: the picture and its facts, or the reason of the failure. */
import type { CaptureData, CaptureRequest, CaptureServiceError } from '../../../client/src/index.ts'
import { PictureFacts } from '../gallery/picture-facts.tsx'
import { StoredPicture } from '../gallery/stored-picture.tsx'
import { FailureNote } from '../shell/failure-note.tsx'
import { Icon } from '../shell/icon.tsx'
import { href } from '../state/route.ts'
import { text } from '../text/text.ts'
import { job, takePicture } from './job.ts'
import { sentenceOf, type Warning } from './picture-check.ts'

export function ResultCard() {
  const { capture } = text.value
  const current = job.value
  if (current.state === 'done') return <Taken picture={current.picture} warnings={current.warnings} />
  if (current.state === 'failed')
    return <Failed request={current.request} failure={current.failure} retryKey={current.retryKey} />
  return <p class="empty">{capture.nothingYet}</p>
}

function Taken({ picture, warnings }: { picture: CaptureData; warnings: Warning[] | 'checking' }) {
  const { filename } = picture.image_data
  return (
    <article class="result">
      <Verdict warnings={warnings} />
      <a href={href(`picture/${filename}`)} class="result-picture">
        <StoredPicture picture={picture} widthPx={480} eager />
      </a>
      <PictureFacts picture={picture} brief />
    </article>
  )
}

function Verdict({ warnings }: { warnings: Warning[] | 'checking' }) {
  const { warnings: texts, gallery } = text.value
  if (warnings === 'checking') return <p class="verdict">{gallery.loading}</p>
  if (warnings.length === 0)
    return (
      <p class="verdict" role="status">
        {texts.none}
      </p>
    )
  return (
    <div class="verdict verdict-warning" role="alert">
      <p>
        <Icon name="warning" /> {texts.title}
      </p>
      <ul>
        {warnings.map((warning) => (
          <li key={warning.kind}>{sentenceOf(warning)}</li>
        ))}
      </ul>
    </div>
  )
}

interface FailedProps {
  request: CaptureRequest
  failure: CaptureServiceError
  retryKey: string
}

function Failed({ request, failure, retryKey }: FailedProps) {
  const { capture } = text.value
  return (
    <article class="result-failed">
      <FailureNote failure={failure} title={capture.failed(request.sample_no)} />
      <button type="button" onClick={() => takePicture(request, retryKey)}>
        {capture.tryAgain}
      </button>
    </article>
  )
}
