/** The stages of a capture (docs/CONTRACT.md, "Progress"): reported to watchers, timed, measured. */
import { monotonicMs } from '../clock.ts'
import type { CaptureProgress, CaptureRequest, CaptureStage } from '../device/captures.ts'
import { logger } from '../logger.ts'
import { captureStageSeconds } from '../metrics.ts'

const STAGES: Record<CaptureStage, [progress: number, message: string]> = {
  queued: [0, 'Waiting for the capture before this one'],
  starting: [0, 'Starting the capture'],
  waiting_for_frame: [20, 'Waiting for a frame exposed after the request'],
  encoding: [50, 'Encoding the picture'],
  saving: [80, 'Writing the picture to disk'],
  completed: [100, 'Image captured successfully'],
}

export type Stages = ReturnType<typeof followStages>

/** Stages of one capture; `queued` only where it waits for another one. Durations are in milliseconds. */
export function followStages(
  { sample_no, request_id, requested_by, requestedAtMs }: CaptureRequest,
  onProgress: (progress: CaptureProgress) => void,
) {
  const endedMs: Record<string, number> = {}
  let stage: CaptureStage | undefined
  let startedMs = monotonicMs()
  return {
    enter(next: CaptureStage): void {
      const nowMs = monotonicMs()
      if (stage !== undefined) {
        endedMs[stage] = nowMs - startedMs
        captureStageSeconds.observe({ stage }, (nowMs - startedMs) / 1000)
      }
      if (next === 'completed')
        captureStageSeconds.observe({ stage: 'total' }, (nowMs - requestedAtMs) / 1000)
      stage = next
      startedMs = nowMs
      const [progress, message] = STAGES[next]
      try {
        onProgress({ stage, progress, message, sample_no, request_id, requested_by })
      } catch (error) {
        logger.warn('The progress of a capture could not be reported', error as Error)
      }
    },
    /** Milliseconds per stage, the one that runs included. */
    durations: (): Record<string, number> =>
      stage === undefined ? {} : { ...endedMs, [stage]: monotonicMs() - startedMs },
  }
}
