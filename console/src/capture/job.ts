/** The capture that this page asked for: at most one, from the request to its picture. */
import { signal } from '@preact/signals'
import type {
  CaptureData,
  CaptureProgress,
  CaptureRequest,
  CaptureServiceError,
} from '../../../client/src/index.ts'
import { newRequestId } from '../../../client/src/index.ts'
import { client, onEvent, toFailure } from '../state/service.ts'
import { checkPicture, type Warning } from './picture-check.ts'

export type Job =
  | { state: 'idle' }
  | { state: 'running'; request: CaptureRequest; requestId: string; progress: CaptureProgress | null }
  | { state: 'done'; picture: CaptureData; warnings: Warning[] | 'checking' }
  | { state: 'failed'; request: CaptureRequest; failure: CaptureServiceError; retryKey: string }

export const job = signal<Job>({ state: 'idle' })

onEvent((event) => {
  const current = job.value
  if (
    event.type === 'capture_progress' &&
    current.state === 'running' &&
    event.data.request_id === current.requestId
  )
    job.value = { ...current, progress: event.data }
})

/** Asks for one picture; `key` is that of an earlier attempt, so that both together take one picture at most. */
export async function takePicture(request: CaptureRequest, key: string = newRequestId()): Promise<void> {
  if (job.value.state === 'running') return
  try {
    const picture = await takeInTurn(request, key)
    job.value = { state: 'done', picture, warnings: 'checking' }
    const warnings = await checkPicture(picture)
    if (job.value.state === 'done' && job.value.picture === picture)
      job.value = { state: 'done', picture, warnings }
  } catch (error) {
    const failure = toFailure(error)
    // Where no answer came, the picture may have been taken: the same key finds it. Else the failure is final.
    const retryKey = failure.code === 'NETWORK_ERROR' ? key : newRequestId()
    job.value = { state: 'failed', request, failure, retryKey }
  }
}

/** Refusals because the service's queue is full, one a second or so, before the operator is told. */
const MOST_REFUSALS = 120

/** Waits for its turn, also where the service's queue is full. */
async function takeInTurn(request: CaptureRequest, key: string): Promise<CaptureData> {
  for (let refusals = 0; ; refusals++) {
    const capture = client.capture(request, { idempotencyKey: key })
    job.value = { state: 'running', request, requestId: capture.requestId, progress: null }
    try {
      return await capture
    } catch (error) {
      const failure = toFailure(error)
      if (failure.code !== 'CAPTURE_IN_PROGRESS' || refusals === MOST_REFUSALS) throw failure
      await new Promise((resolve) => setTimeout(resolve, (failure.retryAfterS ?? 1) * 1_000))
    }
  }
}
