import type { Frame } from '../camera/port.ts'
import type { CaptureRequest } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { damagedFramesTotal } from '../metrics.ts'
import { readSettings } from './camera-settings.ts'
import type { CapturePath } from './capture-path.ts'
import { toReceipt } from './capture-record.ts'
import type { Intent } from './catalogue/rows.ts'
import { DamagedFrame, encode } from './encode.ts'
import type { FrameDeadline } from './fresh-frame.ts'
import { factsOf } from './metadata.ts'

/** A camera that gives nothing but torn frames is not asked for more than this. */
const MAX_TORN_FRAMES = 30
/** The next frame begins later than the torn one. */
const AFTER_MS = 0.001

/**
 * Encodes the first fresh frame that decodes completely. A torn one (a lost USB packet, say) is passed over for the next, as long as
 * CAPTURE_TIMEOUT allows. Throws CAPTURE_FAILED where every frame was torn.
 */
export async function encodeFresh(
  path: CapturePath,
  request: CaptureRequest,
  intent: Intent,
  first: Promise<Frame>,
  deadline: FrameDeadline,
  onFrame: () => void,
) {
  let torn: DamagedFrame | undefined
  for (let wanted = first, count = 0; ; count++) {
    const frame = await wanted.catch((error) => {
      throw torn === undefined ? error : tornFrames(count, torn)
    })
    onFrame()
    const settings = readSettings(path.camera)
    const freshness = toReceipt(intent, request.requestedAtMs, frame, path.clockSynchronised())
    const facts = factsOf(request, settings.granted?.device_name ?? '', path.software, freshness)
    try {
      const options = { ...path, format: request.format, quality: request.quality }
      return { encoded: await encode(frame, options, facts), freshness, settings }
    } catch (error) {
      if (!(error instanceof DamagedFrame)) throw error
      damagedFramesTotal.inc({ result: 'torn' })
      logger.warn('A frame of a capture was torn; the next one is taken', { reason: error.message })
      if (count === MAX_TORN_FRAMES || deadline.over()) throw tornFrames(count + 1, error)
      torn = error
      wanted = deadline.frame(frame.exposedAtMs + AFTER_MS)
    }
  }
}

function tornFrames(count: number, last: DamagedFrame): ServiceError {
  const frames = count === 1 ? 'The frame' : `Each of ${count} frames`
  const message = `${frames} that the camera gave was damaged (${last.message}). Check the cable, the USB hub and the network; then try again.`
  return new ServiceError('CAPTURE_FAILED', message, { cause: last })
}
