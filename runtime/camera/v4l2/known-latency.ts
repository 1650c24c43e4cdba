/** The latency bound of a camera that was just opened: the measured one of its model and format, or a new measurement. */
import { toServiceError } from '../../errors.ts'
import { logger } from '../../logger.ts'
import { type MeasuredLatency, measuredLatencies } from '../measured-latencies.ts'
import type { ReaderCamera } from '../reader/session.ts'
import { Inconclusive } from './follow-pixels.ts'
import type { Identity } from './identity.ts'
import { measureLatency, restore } from './measure-latency.ts'

/** A measurement at 30 frames a second takes 4 s, and an opening may take 15 s in all. */
const MEASURE_LIMIT_MS = 10_000
/** A measurement without a result, for example in the dark, is repeated at the first start after this time. */
const TRY_AGAIN_MS = 24 * 3_600_000

export interface KnownLatency {
  /**
   * Gives the session its bound, and puts back controls that a crash left changed. Throws the session's fault or the signal's
   * reason; the session is closed then.
   */
  apply(session: ReaderCamera, camera: Identity, signal: AbortSignal): Promise<void>
}

/** `file`: where measurements are kept. */
export function knownLatency(file: string, limitMs = MEASURE_LIMIT_MS): KnownLatency {
  const kept = measuredLatencies(file)
  const tried = new Set<string>()
  return {
    async apply(session, camera, signal) {
      const key = `${camera.name} ${camera.serial || camera.bus}`
      const model = modelOf(session, camera)
      const note = (values: Record<string, number> | null) =>
        unlessUnwritable(() => kept.noteChanged(key, values))
      const changed = kept.changedControls(key)
      if (changed !== undefined && (await restore(session.controls, changed))) note(null)
      let known = kept.get(model)
      if (!tried.has(model) && isOutdated(known)) {
        tried.add(model)
        known = await measure(session, note, signal, limitMs)
        logger.info('Camera latency measured', { model, ...known })
        const answer = known
        unlessUnwritable(() => kept.set(model, answer))
      }
      if (known?.bound_ms != null) session.boundLatency({ boundMs: known.bound_ms, source: 'measured' })
    },
  }
}

/** A bound belongs to what the camera's processor does: its model, and the format, size and rate. */
function modelOf({ granted }: ReaderCamera, { product, name }: Identity): string {
  const { pixelFormat, width, height, fps } = granted
  return [product, name, pixelFormat, `${width}x${height}`, `${fps}`].filter(Boolean).join(' ')
}

function isOutdated(known: MeasuredLatency | undefined): boolean {
  if (known === undefined) return true
  return known.bound_ms === null && Math.abs(Date.now() - Date.parse(known.measured_at)) > TRY_AGAIN_MS
}

async function measure(
  session: ReaderCamera,
  note: (values: Record<string, number> | null) => void,
  signal: AbortSignal,
  limitMs: number,
): Promise<MeasuredLatency> {
  const measured_at = new Date().toISOString()
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  try {
    const { boundMs, samplesMs } = await measureLatency(session, session.controls, note, limited)
    return { bound_ms: boundMs, samples_ms: samplesMs.map(Math.round), measured_at }
  } catch (error) {
    if (signal.aborted) {
      await session.close()
      throw signal.reason
    }
    const reason = error instanceof Inconclusive ? error.message : toServiceError(error).message
    return { bound_ms: null, reason: limited.aborted ? 'it took too long' : reason, measured_at }
  }
}

/** A folder that cannot be written is reported by the capture path; the camera is opened all the same. */
function unlessUnwritable(write: () => void): void {
  try {
    write()
  } catch (error) {
    logger.warn('The measured camera latency could not be kept', { error_message: String(error) })
  }
}
