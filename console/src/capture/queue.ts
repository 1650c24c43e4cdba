/** Samples that were scanned while a picture was being taken: each gets its own picture, in the order of the scans. */
import { effect, signal } from '@preact/signals'
import type { CaptureRequest } from '../../../client/src/index.ts'
import { job, takePicture } from './job.ts'

export const queue = signal<CaptureRequest[]>([])

/** A sample that was photographed a short while ago is likely a second scan of the same plate. */
const DUPLICATE_MS = 10 * 60_000
const takenAtMs = new Map<string, number>()

/** Takes the picture now, or when those before it are taken. */
export function enqueue(request: CaptureRequest): void {
  takenAtMs.set(request.sample_no, Date.now())
  if (job.peek().state === 'running' || queue.peek().length > 0) queue.value = [...queue.peek(), request]
  else void takePicture(request)
}

export function isRecent(sampleNo: string): boolean {
  return Date.now() - (takenAtMs.get(sampleNo) ?? Number.NEGATIVE_INFINITY) < DUPLICATE_MS
}

export function removeQueued(index: number): void {
  queue.value = queue.peek().filter((_, at) => at !== index)
}

effect(() => {
  if (job.value.state === 'running') return
  const [next, ...rest] = queue.value
  if (next === undefined) return
  queue.value = rest
  void takePicture(next)
})
