import type { CaptureServiceError } from '../../../client/src/index.ts'
import { adviceFor, text } from '../text/text.ts'
import { ForAdministrator } from './for-administrator.tsx'
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
              {fieldName(path)} <span lang="en">{message}</span>
            </li>
          ))}
        </ul>
      )}
      <ForAdministrator>
        <p>{failure.message}</p>
        <p>
          <code>{failure.code}</code> {failure.requestId && <code>{failure.requestId}</code>}
        </p>
      </ForAdministrator>
    </div>
  )
}

/** `body.sample_no` as the form calls it. */
function fieldName(path: string): string {
  const name = path.replace(/^(body|query|path)\./, '')
  return text.value.errors.fields[name] ?? name
}
