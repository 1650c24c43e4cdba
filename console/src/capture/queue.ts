/** Samples that were scanned while a picture was being taken: each gets its own picture, in the order of the scans. */
import { effect, signal } from '@preact/signals'
import type { CaptureRequest } from '../../../client/src/index.ts'
import { onEvent } from '../state/service.ts'
import { job, takePicture } from './job.ts'

export const queue = signal<CaptureRequest[]>([])

/** A sample that was photographed a short while ago is likely a second scan of the same plate. */
const DUPLICATE_MS = 10 * 60_000
const takenAtMs = new Map<string, number>()

/** Takes the picture now, or when those before it are taken. */
export function enqueue(request: CaptureRequest): void {
  if (job.peek().state === 'running' || queue.peek().length > 0) queue.value = [...queue.peek(), request]
  else void takePicture(request)
}

/** Taken a short while ago, by whomever, or about to be. */
export function isRecent(sampleNo: string): boolean {
  const current = job.peek()
  const waiting = current.state === 'running' ? [current.request, ...queue.peek()] : queue.peek()
  if (waiting.some(({ sample_no }) => sample_no === sampleNo)) return true
  return Date.now() - (takenAtMs.get(sampleNo) ?? Number.NEGATIVE_INFINITY) < DUPLICATE_MS
}

onEvent(({ type, data }) => {
  if (type === 'capture_result' && !('error' in data)) takenAtMs.set(data.sample_no, Date.now())
})

export function removeQueued(index: number): void {
  queue.value = queue.peek().filter((_, at) => at !== index)
}

effect(() => {
  if (job.value.state === 'running') return
  if (job.value.state === 'done') takenAtMs.set(job.value.picture.sample_no, Date.now())
  const [next, ...rest] = queue.value
  if (next === undefined) return
  queue.value = rest
  void takePicture(next)
})
