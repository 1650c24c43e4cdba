import type { CaptureServiceError } from '../../../client/src/index.ts'
import { adviceFor, text } from '../text/text.ts'
import { Icon } from './icon.tsx'

/** A failure: the remedy in the operator's language, and the service's own message for support. */
export function FailureNote({ failure, title }: { failure: CaptureServiceError; title?: string }) {
  const { errors } = text.value
  return (
    <div class="failure" role="alert" data-code={failure.code}>
      <p class="failure-title">
        <Icon name="warning" /> {title ?? errors.title}
      </p>
      <p>{adviceFor(failure)}</p>
      {failure.details.length > 0 && (
        <ul>
          {failure.details.map(({ path, message }) => (
            <li key={path + message}>
              {path.replace(/^(body|query|path)\./, '')} {message}
            </li>
          ))}
        </ul>
      )}
      <p class="failure-source">
        {errors.details}: {failure.message} <code>{failure.code}</code>
      </p>
    </div>
  )
}
